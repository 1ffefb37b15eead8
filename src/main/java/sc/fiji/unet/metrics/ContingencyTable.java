package sc.fiji.unet.metrics;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import net.imglib2.Cursor;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;

/**
 * How many pixels carry which pair of labels in a ground truth and a prediction: all that the
 * metrics of two label images need.
 *
 * @param pixels number of pixels, 1 or more, of each pair that occurs; in the order of their first
 *     pixels, so that sums are the same in every run
 */
public record ContingencyTable(Map<Pair, Long> pixels) {

  /**
   * Two labels at one place.
   *
   * @param truth in the ground truth, 0 for background
   * @param prediction in the prediction, 0 for background
   */
  public record Pair(int truth, int prediction) {}

  public ContingencyTable {
    pixels = Collections.unmodifiableMap(new LinkedHashMap<>(pixels));
  }

  /**
   * Counts the pairs of labels of two images.
   *
   * @param truth label image, 0 for background; whole numbers of any type, as ImageJ keeps many
   *     labels in 32-bit float images
   * @param prediction the same, as large as the ground truth, wherever it begins
   * @throws IllegalArgumentException if the sizes differ
   */
  public static ContingencyTable of(
      RandomAccessibleInterval<? extends RealType<?>> truth,
      RandomAccessibleInterval<? extends RealType<?>> prediction) {
    requireEqualSize(truth, prediction);
    PairCounts pixels = new PairCounts();
    Cursor<? extends RealType<?>> truths = Views.flatIterable(truth).cursor();
    Cursor<? extends RealType<?>> predictions = Views.flatIterable(prediction).cursor();
    int runTruth = 0;
    int runPrediction = 0;
    long run = 0;
    while (truths.hasNext()) {
      int t = (int) truths.next().getRealDouble();
      int s = (int) predictions.next().getRealDouble();
      // Neighbours mostly carry the same pair: one look-up a run, not a pixel.
      if (t != runTruth || s != runPrediction) {
        if (run > 0) pixels.add(runTruth, runPrediction, run);
        runTruth = t;
        runPrediction = s;
        run = 0;
      }
      run++;
    }
    if (run > 0) pixels.add(runTruth, runPrediction, run);
    return new ContingencyTable(pixels.toMap());
  }

  static void requireEqualSize(Interval truth, Interval prediction) {
    if (!Intervals.equalDimensions(truth, prediction))
      throw new IllegalArgumentException(
          "The prediction has "
              + Arrays.toString(prediction.dimensionsAsLongArray())
              + " pixels and the ground truth "
              + Arrays.toString(truth.dimensionsAsLongArray())
              + "; both must have the same size.");
  }

  /** The pixels that belong to an object of the ground truth. */
  public ContingencyTable foreground() {
    Map<Pair, Long> foreground = new LinkedHashMap<>(pixels);
    foreground.keySet().removeIf(pair -> pair.truth == 0);
    return new ContingencyTable(foreground);
  }

  /** Number of pixels of each label of the ground truth. */
  public Map<Integer, Long> truthSums() {
    return sums(Pair::truth);
  }

  /** Number of pixels of each label of the prediction. */
  public Map<Integer, Long> predictionSums() {
    return sums(Pair::prediction);
  }

  /**
   * A true and a predicted object (labels other than 0) that share pixels.
   *
   * @param both pixels of both, 1 or more
   * @param truths pixels of the true one
   * @param predictions pixels of the predicted one
   */
  record Overlap(int truth, int prediction, long both, long truths, long predictions) {

    /** Intersection over union, 0 to 1. */
    double iou() {
      return (double) both / either();
    }

    /** Whether the intersection over union is more than a value. */
    boolean exceeds(double iou) {
      return both > iou * either();
    }

    private long either() {
      return truths + predictions - both;
    }

    /** Whether more than half of the true object lies in the predicted one. */
    boolean holdsTruth() {
      return 2 * both > truths;
    }

    /** Whether more than half of the predicted object lies in the true one. */
    boolean holdsPrediction() {
      return 2 * both > predictions;
    }
  }

  /** All objects that share pixels. */
  List<Overlap> overlaps() {
    Map<Integer, Long> truths = truthSums();
    Map<Integer, Long> predictions = predictionSums();
    return pixels.entrySet().stream()
        .filter(cell -> cell.getKey().truth != 0 && cell.getKey().prediction != 0)
        .map(
            cell ->
                new Overlap(
                    cell.getKey().truth,
                    cell.getKey().prediction,
                    cell.getValue(),
                    truths.get(cell.getKey().truth),
                    predictions.get(cell.getKey().prediction)))
        .toList();
  }

  /** The labels of the objects of the ground truth. */
  Set<Integer> trueObjects() {
    return objects(Pair::truth);
  }

  /** The labels of the predicted objects. */
  Set<Integer> predictedObjects() {
    return objects(Pair::prediction);
  }

  private Set<Integer> objects(ToIntFunction<Pair> label) {
    Set<Integer> objects = new LinkedHashSet<>();
    for (Pair pair : pixels.keySet()) objects.add(label.applyAsInt(pair));
    objects.remove(0);
    return objects;
  }

  /** Number of all pixels. */
  public long total() {
    return pixels.values().stream().mapToLong(Long::longValue).sum();
  }

  private Map<Integer, Long> sums(ToIntFunction<Pair> label) {
    Map<Integer, Long> sums = new LinkedHashMap<>();
    pixels.forEach((pair, count) -> sums.merge(label.applyAsInt(pair), count, Long::sum));
    return sums;
  }
}
