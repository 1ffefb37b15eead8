package sc.fiji.unet.jobs;

import java.util.List;
import java.util.stream.Stream;
import sc.fiji.unet.labels.DistanceSeeds;
import sc.fiji.unet.labels.Regions;
import sc.fiji.unet.labels.Separation;
import sc.fiji.unet.model.Decoding;
import sc.fiji.unet.training.Validator.Predicted;

/** Finds the thresholds at which what was annotated in images that were held back is found best. */
final class DecodingFit {

  /** From the middle outwards: of several that do equally well the first is taken. */
  private static final List<Double> THRESHOLDS = List.of(0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8);

  /** Networks are surer of regions than of their edges. */
  private static final List<Double> OF_REGIONS =
      List.of(0.5, 0.4, 0.6, 0.3, 0.7, 0.8, 0.9, 0.95, 0.97);

  private static final List<Integer> SMOOTHINGS = List.of(1, 0, 2);

  /** Less is chance: another few images would have others do best. */
  private static final double LEAST_GAIN = 0.005;

  private final List<Predicted> images;
  private final SeparationScore score;
  private final boolean distance;
  private final List<Integer> minimumSizes;

  /**
   * @param images one and more
   * @param distance whether the network learned one
   * @param minimumSizes of objects to choose from, in pixels
   */
  DecodingFit(
      List<Predicted> images, SeparationScore score, boolean distance, List<Integer> minimumSizes) {
    this.images = images;
    this.score = score;
    this.distance = distance;
    this.minimumSizes = minimumSizes;
  }

  /** How the maps of a network with a decoding become objects. */
  static Separation separation(Decoding decoding, boolean distance) {
    return distance
        ? new DistanceSeeds(decoding.foreground(), decoding.seeds(), 0, decoding.smoothing())
        : new Regions(decoding.foreground());
  }

  /** The best score that thresholds of the seeds alone give: a quick look. */
  static double bySeeds(Decoding start, SeparationScore score, List<Predicted> images) {
    return Stream.of(0.5, 0.4, 0.6, 0.7)
        .map(start::seeds)
        .mapToDouble(each -> score.of(separation(each, true), each.minimumSize(), images))
        .max()
        .orElseThrow();
  }

  /**
   * @param start what does not depend on the maps
   */
  Decoding from(Decoding start) {
    Decoding best = start;
    if (!distance) {
      best = best(OF_REGIONS.stream().map(best::foreground));
      return best(minimumSizes.stream().map(best::minimumSize));
    }
    // One after the other, and once more: they depend on each other a little only.
    for (int round = 0; round < 2; round++) {
      best = best(THRESHOLDS.stream().map(best::foreground));
      best = best(THRESHOLDS.stream().map(best::seeds));
      best = best(SMOOTHINGS.stream().map(best::smoothing));
      best = best(minimumSizes.stream().map(best::minimumSize));
    }
    return best;
  }

  private Decoding best(Stream<Decoding> several) {
    Decoding best = null;
    double reachedByBest = Double.NEGATIVE_INFINITY;
    for (Decoding each : several.toList()) {
      double reached = score.of(separation(each, distance), each.minimumSize(), images);
      if (reached < reachedByBest + LEAST_GAIN) continue;
      reachedByBest = reached;
      best = each;
    }
    return best;
  }
}
