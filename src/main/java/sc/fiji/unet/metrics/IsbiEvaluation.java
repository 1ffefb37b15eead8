package sc.fiji.unet.metrics;

import static java.util.Comparator.comparingDouble;

import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.util.ConstantUtils;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import sc.fiji.unet.labels.Components;
import sc.fiji.unet.labels.Watershed;

/**
 * The evaluation of the ISBI 2012 challenge (Arganda-Carreras et al. 2015,
 * doi:10.3389/fnana.2015.00142): scores of probability maps of "inside of cells", slice by slice,
 * averaged over a stack at each threshold.
 *
 * <p>Maps hold probabilities from 0 to 1, ground truths 0 on membranes and any greater value (255)
 * inside of cells.
 *
 * @param scores averages over the slices, one per threshold
 */
public record IsbiEvaluation(List<IsbiScore> scores) {

  /** By tenths, and finer near 1, where a network that is sure of itself puts most pixels. */
  public static final List<Double> THRESHOLDS =
      List.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.97, 0.99);

  /** The lowest value that counts as inside of a cell in a ground truth: any above 0. */
  private static final double ABOVE_ZERO = Double.MIN_VALUE;

  /**
   * @throws IllegalArgumentException if there are no scores
   */
  public IsbiEvaluation {
    scores = List.copyOf(scores);
    if (scores.isEmpty())
      throw new IllegalArgumentException("There are no thresholds; at least one is needed.");
  }

  /**
   * Evaluates a stack.
   *
   * @param maps probability map of each slice
   * @param truths ground truth of each slice, as large as its map
   * @param thresholds lowest probabilities that count as inside, see {@link #THRESHOLDS}
   * @throws IllegalArgumentException if the numbers or sizes of slices differ, or if there are no
   *     slices or thresholds
   */
  public static IsbiEvaluation of(
      List<? extends RandomAccessibleInterval<? extends RealType<?>>> maps,
      List<? extends RandomAccessibleInterval<? extends RealType<?>>> truths,
      List<Double> thresholds) {
    if (maps.isEmpty() || maps.size() != truths.size())
      throw new IllegalArgumentException(
          "There are "
              + maps.size()
              + " probability maps and "
              + truths.size()
              + " ground truths; each slice needs one of both.");
    // Slice by slice, so that only one labelled truth is kept at a time.
    return mean(
        IntStream.range(0, maps.size())
            .mapToObj(z -> new IsbiEvaluation(evaluate(maps.get(z), truths.get(z), thresholds)))
            .toList());
  }

  /**
   * The mean of several slices.
   *
   * @param slices one and more, at the same thresholds
   */
  public static IsbiEvaluation mean(List<IsbiEvaluation> slices) {
    return new IsbiEvaluation(
        IntStream.range(0, slices.get(0).scores().size())
            .mapToObj(i -> average(slices.stream().map(slice -> slice.scores().get(i)).toList()))
            .toList());
  }

  /** The average of scores at the same threshold. */
  private static IsbiScore average(List<IsbiScore> slices) {
    return new IsbiScore(
        slices.stream().mapToDouble(IsbiScore::vRand).average().orElseThrow(),
        slices.stream().mapToDouble(IsbiScore::vInfo).average().orElseThrow(),
        slices.stream().mapToDouble(IsbiScore::pixelError).average().orElseThrow(),
        slices.get(0).threshold());
  }

  /**
   * Evaluates one slice: the map is binarised, its 4-connected components grow into the membranes
   * until lines of one pixel remain, and the result is compared with the 4-connected components of
   * the ground truth. As in the challenge's own evaluation the components grow at one speed (a
   * watershed of the binary map), not along the ridges of the probabilities, and none is too small.
   *
   * <p>Empty cases are those of {@link SplitMergeScore}; the pixel error has none.
   *
   * @param map probability of "inside of cells"
   * @param truth greater than 0 inside of cells, as large as the map
   * @param threshold lowest probability that counts as inside
   * @throws IllegalArgumentException if the sizes differ
   */
  public static IsbiScore evaluate(
      RandomAccessibleInterval<? extends RealType<?>> map,
      RandomAccessibleInterval<? extends RealType<?>> truth,
      double threshold) {
    return evaluate(map, truth, List.of(threshold)).get(0);
  }

  private static List<IsbiScore> evaluate(
      RandomAccessibleInterval<? extends RealType<?>> map,
      RandomAccessibleInterval<? extends RealType<?>> truth,
      List<Double> thresholds) {
    ContingencyTable.requireEqualSize(truth, map);
    Img<IntType> expected = components(truth, ABOVE_ZERO);
    return thresholds.stream().map(threshold -> evaluate(map, truth, expected, threshold)).toList();
  }

  private static IsbiScore evaluate(
      RandomAccessibleInterval<? extends RealType<?>> map,
      RandomAccessibleInterval<? extends RealType<?>> truth,
      Img<IntType> expected,
      double threshold) {
    Img<IntType> predicted = components(map, threshold);
    Watershed.flood(
        ConstantUtils.constantRandomAccessibleInterval(new UnsignedByteType(), predicted),
        predicted);
    ContingencyTable table = ContingencyTable.of(expected, predicted);
    return new IsbiScore(
        SplitMergeScore.rand(table).score(),
        SplitMergeScore.information(table).score(),
        pixelError(map, truth, threshold),
        threshold);
  }

  private static Img<IntType> components(
      RandomAccessibleInterval<? extends RealType<?>> map, double threshold) {
    Img<IntType> labels = ArrayImgs.ints(map.dimensionsAsLongArray());
    Components.label(map, threshold, 0, 1, labels);
    return labels;
  }

  private static double pixelError(
      RandomAccessibleInterval<? extends RealType<?>> map,
      RandomAccessibleInterval<? extends RealType<?>> truth,
      double threshold) {
    Cursor<? extends RealType<?>> values = Views.flatIterable(map).cursor();
    long wrong = 0;
    for (RealType<?> inside : Views.flatIterable(truth)) {
      boolean predicted = values.next().getRealDouble() >= threshold;
      if (predicted != inside.getRealDouble() >= ABOVE_ZERO) wrong++;
    }
    return (double) wrong / Intervals.numElements(map);
  }

  /** The average at the threshold of highest V_rand, the first of several. */
  public IsbiScore bestRand() {
    return first(BinaryOperator.maxBy(comparingDouble(IsbiScore::vRand)));
  }

  /** The average at the threshold of highest V_info, the first of several. */
  public IsbiScore bestInfo() {
    return first(BinaryOperator.maxBy(comparingDouble(IsbiScore::vInfo)));
  }

  /** The average at the threshold of lowest pixel error, the first of several. */
  public IsbiScore lowestPixelError() {
    return first(BinaryOperator.minBy(comparingDouble(IsbiScore::pixelError)));
  }

  /** Both operators keep the earlier one of equals. */
  private IsbiScore first(BinaryOperator<IsbiScore> better) {
    return scores.stream().reduce(better).orElseThrow();
  }
}
