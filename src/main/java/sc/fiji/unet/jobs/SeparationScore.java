package sc.fiji.unet.jobs;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.util.ConstantUtils;
import net.imglib2.util.ImgUtil;
import net.imglib2.view.Views;
import sc.fiji.unet.labels.Separation;
import sc.fiji.unet.labels.Watershed;
import sc.fiji.unet.metrics.ContingencyTable;
import sc.fiji.unet.metrics.MaskScore;
import sc.fiji.unet.metrics.MatchScore;
import sc.fiji.unet.metrics.SplitMergeScore;

/** How well a separation makes of predicted maps what was annotated, from 0 to 1. */
final class SeparationScore {

  private final String name;
  private final ToDoubleFunction<List<ContingencyTable>> metric;
  private final boolean thinned;

  /**
   * @param thinned whether objects grow until lines of one pixel are left between them
   */
  private SeparationScore(
      String name, ToDoubleFunction<List<ContingencyTable>> metric, boolean thinned) {
    this.name = name;
    this.metric = metric;
    this.thinned = thinned;
  }

  /**
   * Of objects: average precision TP / (TP + FP + FN) in all images together, the mean over the
   * intersections over union 0.5, 0.55 to 0.95.
   */
  static SeparationScore ofObjects() {
    return new SeparationScore(
        "mean AP",
        tables ->
            IntStream.range(10, 20)
                .mapToDouble(i -> averagePrecision(tables, i / 20.0))
                .average()
                .orElseThrow(),
        false);
  }

  private static double averagePrecision(List<ContingencyTable> tables, double iou) {
    return tables.stream()
        .map(table -> MatchScore.of(table, iou))
        .reduce(MatchScore::plus)
        .orElseThrow()
        .averagePrecision();
  }

  /**
   * Of regions: V_rand, which falls with wrong connections and gaps, times Dice, which falls with
   * wrong pixels; the mean of all images.
   */
  static SeparationScore ofRegions() {
    return new SeparationScore(
        "V_rand x Dice",
        mean(table -> SplitMergeScore.rand(table).score() * MaskScore.of(table).dice()),
        false);
  }

  /**
   * Of regions that thin boundaries keep apart, as membranes do cells: V_rand as the ISBI 2012
   * challenge counts it, where boundaries may be of any width; the mean of all images.
   */
  static SeparationScore ofBoundaries() {
    return new SeparationScore("V_rand", mean(table -> SplitMergeScore.rand(table).score()), true);
  }

  /** Of thin lines, as vessels are: Dice, which is the F1 of the pixels; the mean of all images. */
  static SeparationScore ofLines() {
    return new SeparationScore("F1 of pixels", mean(table -> MaskScore.of(table).dice()), false);
  }

  /** Whether boundaries may be of any width. */
  boolean isOfBoundaries() {
    return thinned;
  }

  /** Of the metric, for people. */
  String name() {
    return name;
  }

  private static ToDoubleFunction<List<ContingencyTable>> mean(
      ToDoubleFunction<ContingencyTable> ofImage) {
    return tables -> tables.stream().mapToDouble(ofImage).average().orElseThrow();
  }

  /**
   * @param minimumSize of objects, in pixels
   * @param images one and more
   */
  double of(Separation separation, long minimumSize, List<PredictedImage> images) {
    return metric.applyAsDouble(
        images.stream()
            .map(
                image ->
                    ContingencyTable.of(image.objects(), labels(separation, minimumSize, image)))
            .toList());
  }

  private RandomAccessibleInterval<IntType> labels(
      Separation separation, long minimumSize, PredictedImage image) {
    RandomAccessibleInterval<IntType> labels =
        ObjectMaps.labels(separation, image.maps(), minimumSize);
    if (!thinned) return labels;
    RandomAccessibleInterval<IntType> grown = ArrayImgs.ints(labels.dimensionsAsLongArray());
    ImgUtil.copy(Views.zeroMin(labels), grown);
    Watershed.flood(
        ConstantUtils.constantRandomAccessibleInterval(new UnsignedByteType(), grown), grown);
    return grown;
  }
}
