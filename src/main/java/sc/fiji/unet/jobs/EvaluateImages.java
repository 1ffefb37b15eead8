package sc.fiji.unet.jobs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.images.Channels;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.metrics.ContingencyTable;
import sc.fiji.unet.metrics.IsbiEvaluation;
import sc.fiji.unet.metrics.IsbiScore;
import sc.fiji.unet.metrics.MaskScore;
import sc.fiji.unet.metrics.MatchScore;
import sc.fiji.unet.metrics.SegScore;
import sc.fiji.unet.progress.UserException;

/**
 * Compares an image with its ground truth. All values are averages over the planes, but for those
 * of objects, which are counted over all of them.
 */
public final class EvaluateImages {

  /** What is compared. */
  public enum Kind {
    /** Probability maps of the inside of cells with masks (0 membrane): the ISBI 2012 metrics. */
    PROBABILITIES,
    /** Label images: which objects were found. */
    LABELS
  }

  /**
   * One number.
   *
   * @param threshold of the map for ISBI metrics, of the intersection over union for objects
   */
  public record Row(String metric, double value, OptionalDouble threshold) {}

  /**
   * All numbers.
   *
   * @param rows for a table
   * @param thresholds for {@link Kind#PROBABILITIES} the scores at each threshold
   */
  public record Outcome(List<Row> rows, List<IsbiScore> thresholds) {}

  private final Kind kind;

  public EvaluateImages(Kind kind) {
    this.kind = kind;
  }

  /**
   * @throws UserException if one of both has several channels, or they differ in number of planes
   *     or size
   */
  public Outcome run(Source prediction, Source truth) {
    List<RandomAccessibleInterval<FloatType>> predicted = planes(prediction);
    List<RandomAccessibleInterval<FloatType>> expected = planes(truth);
    if (predicted.size() != expected.size())
      throw new UserException(
          "The prediction has "
              + predicted.size()
              + " planes and the ground truth "
              + expected.size()
              + "; both must have as many.");
    long[] size = prediction.interval().dimensionsAsLongArray();
    long[] wanted = truth.interval().dimensionsAsLongArray();
    if (!Arrays.equals(size, wanted))
      throw new UserException(
          "The prediction has "
              + Arrays.toString(size)
              + " pixels and the ground truth "
              + Arrays.toString(wanted)
              + "; both must have the same size.");
    return kind == Kind.PROBABILITIES ? isbi(predicted, expected) : objects(predicted, expected);
  }

  private static List<RandomAccessibleInterval<FloatType>> planes(Source image) {
    if (image.channels() > 1)
      throw new UserException(
          "'"
              + image.name()
              + "' has "
              + image.channels()
              + " channels; choose one (Image > Duplicate...).");
    return IntStream.range(0, image.items())
        .mapToObj(index -> Channels.apart(image.item(index)).get(0))
        .toList();
  }

  private static Outcome isbi(
      List<RandomAccessibleInterval<FloatType>> predicted,
      List<RandomAccessibleInterval<FloatType>> expected) {
    IsbiEvaluation evaluation = IsbiEvaluation.of(predicted, expected, IsbiEvaluation.THRESHOLDS);
    IsbiScore rand = evaluation.bestRand();
    IsbiScore info = evaluation.bestInfo();
    IsbiScore pixels = evaluation.lowestPixelError();
    return new Outcome(
        List.of(
            row("V_rand", rand.vRand(), rand.threshold()),
            row("V_info", info.vInfo(), info.threshold()),
            row("Pixel error", pixels.pixelError(), pixels.threshold())),
        evaluation.scores());
  }

  private static Outcome objects(
      List<RandomAccessibleInterval<FloatType>> predicted,
      List<RandomAccessibleInterval<FloatType>> expected) {
    List<ContingencyTable> planes =
        IntStream.range(0, predicted.size())
            .mapToObj(i -> ContingencyTable.of(expected.get(i), predicted.get(i)))
            .toList();
    List<Row> rows = new ArrayList<>();
    for (int percent = 50; percent < 100; percent += 5) {
      double iou = percent / 100.0;
      MatchScore score =
          planes.stream()
              .map(plane -> MatchScore.of(plane, iou))
              .reduce(MatchScore::plus)
              .orElseThrow();
      if (percent == 50) {
        rows.add(row("Objects in truth", score.trueObjects()));
        rows.add(row("Objects predicted", score.predictedObjects()));
        rows.add(row("Precision", score.precision(), iou));
        rows.add(row("Recall", score.recall(), iou));
        rows.add(row("F1", score.f1(), iou));
      }
      rows.add(row("AP", score.averagePrecision(), iou));
    }
    SegScore seg = planes.stream().map(SegScore::of).reduce(SegScore::plus).orElseThrow();
    rows.add(row("SEG", seg.value()));
    double dice =
        planes.stream().mapToDouble(plane -> MaskScore.of(plane).dice()).average().orElseThrow();
    rows.add(row("Dice of masks", dice));
    return new Outcome(rows, List.of());
  }

  private static Row row(String metric, double value, double threshold) {
    return new Row(metric, value, OptionalDouble.of(threshold));
  }

  private static Row row(String metric, double value) {
    return new Row(metric, value, OptionalDouble.empty());
  }
}
