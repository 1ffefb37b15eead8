package sc.fiji.unet.jobs;

import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import sc.fiji.unet.model.Decoding;

/** Finds the thresholds at which what was annotated in images that were held back is found best. */
final class DecodingFit {

  /** From the middle outwards, in tenths: of several that do equally well the first is taken. */
  private static final List<Integer> THRESHOLDS = List.of(5, 4, 6, 3, 7, 2, 8);

  /** Networks are surer of regions than of their edges. */
  private static final List<Double> OF_REGIONS =
      List.of(0.5, 0.4, 0.6, 0.3, 0.7, 0.8, 0.9, 0.95, 0.97);

  /** A low one that does as well on few images merges cells in others. */
  private static final List<Double> OF_BOUNDARIES =
      List.of(0.95, 0.9, 0.97, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3);

  private static final List<Integer> SMOOTHINGS = List.of(1, 0, 2);

  /** Of what is missing. Less is chance: another few images would have others do best. */
  private static final double LEAST_GAIN = 0.03;

  /** One merge more or less of large cells is a tenth of it, and says nothing of a threshold. */
  private static final double LEAST_GAIN_OF_BOUNDARIES = 0.15;

  private final List<PredictedImage> images;
  private final SeparationScore score;
  private final boolean distance;
  private final List<Integer> minimumSizes;

  /**
   * @param images one and more
   * @param distance whether the network learned one
   * @param minimumSizes of objects to choose from, in pixels; of several that do equally well the
   *     first is taken
   */
  DecodingFit(
      List<PredictedImage> images,
      SeparationScore score,
      boolean distance,
      List<Integer> minimumSizes) {
    this.images = images;
    this.score = score;
    this.distance = distance;
    this.minimumSizes = minimumSizes;
  }

  /** What usual thresholds give, of seeds or of regions: a quick look. */
  static double quick(
      Decoding start, SeparationScore score, boolean distance, List<PredictedImage> images) {
    Stream<Double> ofRegions = // a gap in a boundary joins two: they come apart at high ones
        score.isOfBoundaries() ? Stream.of(0.8, 0.9, 0.95) : Stream.of(0.5, 0.7, 0.9);
    return (distance
            ? Stream.of(0.4, 0.5, 0.6).map(start::seeds)
            : ofRegions.map(start::foreground))
        .mapToDouble(
            each -> score.of(ObjectMaps.separation(each, distance), each.minimumSize(), images))
        .average()
        .orElseThrow();
  }

  /**
   * @param start what does not depend on the maps
   */
  Decoding from(Decoding start) {
    Decoding best = start;
    if (!distance) {
      List<Double> thresholds = score.isOfBoundaries() ? OF_BOUNDARIES : OF_REGIONS;
      best = best(thresholds.stream().map(best::foreground));
      return best(minimumSizes.stream().map(best::minimumSize));
    }
    // One after the other, and once more: they depend on each other a little only.
    for (int round = 0; round < 2; round++) {
      best = bestThreshold(best::foreground);
      best = bestThreshold(best::seeds);
      best = best(SMOOTHINGS.stream().map(best::smoothing));
      best = best(minimumSizes.stream().map(best::minimumSize));
    }
    return best;
  }

  /** What a threshold reaches is the mean of it and its neighbours: a cliff is not far. */
  private Decoding bestThreshold(DoubleFunction<Decoding> at) {
    double[] reached =
        IntStream.rangeClosed(0, 9).mapToDouble(i -> score(at.apply(i / 10.0))).toArray();
    Best best = best();
    for (int i : THRESHOLDS)
      best.offer(at.apply(i / 10.0), (reached[i - 1] + reached[i] + reached[i + 1]) / 3);
    return best.decoding;
  }

  private Decoding best(Stream<Decoding> several) {
    Best best = best();
    several.forEach(each -> best.offer(each, score(each)));
    return best.decoding;
  }

  private Best best() {
    return new Best(score.isOfBoundaries() ? LEAST_GAIN_OF_BOUNDARIES : LEAST_GAIN);
  }

  private double score(Decoding decoding) {
    return score.of(ObjectMaps.separation(decoding, distance), decoding.minimumSize(), images);
  }

  private static final class Best {

    private final double leastGain;
    private Decoding decoding;
    private double reached = Double.NEGATIVE_INFINITY;

    Best(double leastGain) {
      this.leastGain = leastGain;
    }

    void offer(Decoding other, double reachedByOther) {
      if (1 - reachedByOther >= (1 - leastGain) * (1 - reached)) return;
      reached = reachedByOther;
      decoding = other;
    }
  }
}
