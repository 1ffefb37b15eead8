package sc.fiji.unet.runtime;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.prefs.Preferences;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.network.UNet;

/** Measures how fast this computer is in each precision. */
final class SpeedOfPrecisions {

  private static final Preferences MEASURED =
      Preferences.userNodeForPackage(SpeedOfPrecisions.class).node("precision");

  private static final int LARGEST_TILE = 256; // pixels

  /** So many times as slow on a tiny tile, it is emulated: a larger one would take minutes. */
  private static final double EMULATED = 3;

  /** Of each precision, in turn, so that other work on the computer does not decide. */
  private static final int RUNS = 6;

  private SpeedOfPrecisions() {}

  /** See {@link Compute#fastest}. */
  static Precision fastest() {
    String known = MEASURED.get(computer(), "");
    for (Precision precision : Precision.values())
      if (precision.name().equals(known)) return precision;
    Precision faster = measured();
    MEASURED.put(computer(), faster.name());
    return faster;
  }

  /** A home folder may be shared by computers of different speeds. */
  private static String computer() {
    try {
      String name = InetAddress.getLocalHost().getHostName();
      return name.substring(0, Math.min(name.length(), Preferences.MAX_KEY_LENGTH));
    } catch (UnknownHostException e) {
      return "this computer";
    }
  }

  /** On tiles of growing size, unless bfloat16 turns out to be emulated. */
  private static Precision measured() {
    Architecture architecture = new Architecture(1, 1, 16, 4);
    Compute fp32 = Compute.onCpu(Precision.FP32);
    Compute bf16 = Compute.onCpu(Precision.BF16);
    try (NDManager memory = Torch.newManager(fp32)) {
      UNet network = new UNet(architecture);
      network.initialize(memory);
      try (TorchModule exact = TorchModule.of(network, fp32.prediction(), fp32);
          TorchModule half = TorchModule.of(network, bf16.prediction(), bf16)) {
        double ratio = 1;
        for (int side = architecture.stride(); side <= LARGEST_TILE; side *= 2) {
          Shape shape = new Shape(1, architecture.inputChannels(), side, side);
          try (NDArray tile = memory.ones(shape)) {
            ratio = ratio(half, exact, tile);
          }
          if (ratio > EMULATED) break;
        }
        return ratio < 1 ? Precision.BF16 : Precision.FP32;
      }
    }
  }

  /** Of the least times of both; the first run of each does not count. */
  private static double ratio(TorchModule first, TorchModule second, NDArray tile) {
    seconds(first, tile);
    seconds(second, tile);
    double ofFirst = Double.POSITIVE_INFINITY;
    double ofSecond = Double.POSITIVE_INFINITY;
    for (int run = 0; run < RUNS; run++) {
      ofFirst = Math.min(ofFirst, seconds(first, tile));
      ofSecond = Math.min(ofSecond, seconds(second, tile));
    }
    return ofFirst / ofSecond;
  }

  private static double seconds(TorchModule network, NDArray tile) {
    long start = System.nanoTime();
    try (NDArray map = network.predict(tile)) {
      map.toFloatArray();
    }
    return (System.nanoTime() - start) / 1e9;
  }
}
