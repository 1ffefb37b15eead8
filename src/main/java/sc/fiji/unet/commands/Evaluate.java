package sc.fiji.unet.commands;

import ij.IJ;
import ij.ImagePlus;
import ij.measure.ResultsTable;
import ij.process.StackStatistics;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.imagej.Planes;
import sc.fiji.unet.metrics.ContingencyTable;
import sc.fiji.unet.metrics.IsbiEvaluation;
import sc.fiji.unet.metrics.IsbiScore;
import sc.fiji.unet.metrics.MaskScore;
import sc.fiji.unet.metrics.MatchScore;

/**
 * U-Net Evaluate...: a probability map or a label image against the ground truth, in the table
 * "U-Net Evaluation" and, for macros without a screen, in the log. All values are averages over the
 * planes, but for those of objects, which are counted over all of them.
 */
public final class Evaluate extends Command<Evaluate.Settings> {

  /**
   * @param prediction a 32-bit probability map of the inside of cells (ISBI 2012 metrics), or a
   *     label image (objects found)
   * @param truth a mask (0 membrane) for the first, a label image for the second
   */
  record Settings(String prediction, String truth) {}

  public Evaluate() {
    super("U-Net Evaluate...");
  }

  @Override
  Settings settings(Fields fields) {
    List<String> open = ImageSource.openTitles();
    return new Settings(
        fields.source("Prediction (title or file)", open.isEmpty() ? "" : open.get(0), open),
        fields.source("Truth (title or file)", open.size() < 2 ? "" : open.get(1), open));
  }

  @Override
  void run(Settings settings) throws IOException {
    ImagePlus prediction = new ImageSource("prediction", settings.prediction()).image();
    ImagePlus truth = new ImageSource("truth", settings.truth()).image();
    List<RandomAccessibleInterval<FloatType>> predicted = firstChannel(prediction);
    List<RandomAccessibleInterval<FloatType>> expected = firstChannel(truth);
    if (predicted.size() != expected.size())
      throw new IllegalArgumentException(
          "The prediction has "
              + predicted.size()
              + " planes and the ground truth "
              + expected.size()
              + "; both must have as many.");
    ResultsTable table = new ResultsTable();
    table.setPrecision(4);
    if (isProbabilityMap(prediction))
      addIsbi(table, IsbiEvaluation.of(predicted, expected, IsbiEvaluation.THRESHOLDS));
    else addObjects(table, predicted, expected);
    table.show("U-Net Evaluation");
  }

  private static List<RandomAccessibleInterval<FloatType>> firstChannel(ImagePlus image) {
    Planes planes = new Planes(image);
    if (planes.channelCount() > 1)
      throw new IllegalArgumentException(
          "'"
              + image.getTitle()
              + "' has "
              + planes.channelCount()
              + " channels; choose one (Image > Duplicate...).");
    return IntStream.range(0, planes.count())
        .mapToObj(index -> planes.channels(index).get(0))
        .toList();
  }

  /** 32 bit, and nothing above 1: a label image of that type has more objects. */
  private static boolean isProbabilityMap(ImagePlus image) {
    return image.getBitDepth() == 32 && new StackStatistics(image).max <= 1;
  }

  private static void addIsbi(ResultsTable table, IsbiEvaluation evaluation) {
    for (IsbiScore score : evaluation.scores())
      IJ.log(
          String.format(
              Locale.ROOT,
              "threshold %.2f: V_rand %.4f, V_info %.4f, pixel error %.4f",
              score.threshold(),
              score.vRand(),
              score.vInfo(),
              score.pixelError()));
    IsbiScore rand = evaluation.bestRand();
    IsbiScore info = evaluation.bestInfo();
    IsbiScore pixels = evaluation.lowestPixelError();
    add(table, "V_rand", rand.vRand(), rand.threshold());
    add(table, "V_info", info.vInfo(), info.threshold());
    add(table, "Pixel error", pixels.pixelError(), pixels.threshold());
  }

  private static void addObjects(
      ResultsTable table,
      List<RandomAccessibleInterval<FloatType>> predicted,
      List<RandomAccessibleInterval<FloatType>> expected) {
    List<ContingencyTable> planes =
        IntStream.range(0, predicted.size())
            .mapToObj(i -> ContingencyTable.of(expected.get(i), predicted.get(i)))
            .toList();
    for (int percent = 50; percent < 100; percent += 5) {
      double iou = percent / 100.0;
      MatchScore score =
          planes.stream()
              .map(plane -> MatchScore.of(plane, iou))
              .reduce(MatchScore::plus)
              .orElseThrow();
      if (percent == 50) {
        add(table, "Objects in truth", score.trueObjects(), Double.NaN);
        add(table, "Objects predicted", score.predictedObjects(), Double.NaN);
        add(table, "Precision", score.precision(), iou);
        add(table, "Recall", score.recall(), iou);
        add(table, "F1", score.f1(), iou);
      }
      add(table, "AP", score.averagePrecision(), iou);
    }
    add(
        table,
        "Dice of masks",
        planes.stream().mapToDouble(plane -> MaskScore.of(plane).dice()).average().orElseThrow(),
        Double.NaN);
  }

  /** The threshold is of the map for ISBI metrics, of the intersection over union for objects. */
  private static void add(ResultsTable table, String metric, double value, double threshold) {
    table.incrementCounter();
    table.addValue("Metric", metric);
    table.addValue("Value", value);
    table.addValue("Threshold", threshold);
    String at = Double.isNaN(threshold) ? "" : " at threshold " + threshold;
    IJ.log(String.format(Locale.ROOT, "%s %.4f%s", metric, value, at));
  }
}
