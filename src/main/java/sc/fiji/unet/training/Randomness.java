package sc.fiji.unet.training;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Random numbers of one patch: they follow from seed, step and patch alone, not from what was drawn
 * before, so that a training can be resumed at any step.
 */
final class Randomness {

  private Randomness() {}

  static RandomGenerator of(long seed, long step, int patch) {
    return new SplittableRandom(mixed(mixed(seed) + step) + patch);
  }

  /** Neighbouring numbers give numbers far apart. */
  private static long mixed(long number) {
    return new SplittableRandom(number).nextLong();
  }
}
