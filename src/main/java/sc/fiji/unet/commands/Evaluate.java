package sc.fiji.unet.commands;

import ij.IJ;
import ij.ImagePlus;
import ij.measure.ResultsTable;
import ij.process.StackStatistics;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import sc.fiji.unet.imagej.ImagePlusSource;
import sc.fiji.unet.jobs.EvaluateImages;
import sc.fiji.unet.jobs.EvaluateImages.Kind;
import sc.fiji.unet.metrics.IsbiScore;

/**
 * U-Net Evaluate...: a probability map or a label image against the ground truth, in the table
 * "U-Net Evaluation" and, for macros without a screen, in the log.
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
    EvaluateImages.Outcome outcome =
        new EvaluateImages(kind(prediction))
            .run(ImagePlusSource.all(prediction, 0), ImagePlusSource.all(truth, 0));
    for (IsbiScore score : outcome.thresholds())
      log(
          "threshold %.2f: V_rand %.4f, V_info %.4f, pixel error %.4f",
          score.threshold(), score.vRand(), score.vInfo(), score.pixelError());
    ResultsTable table = new ResultsTable();
    table.setPrecision(4);
    for (EvaluateImages.Row row : outcome.rows()) {
      table.incrementCounter();
      table.addValue("Metric", row.metric());
      table.addValue("Value", row.value());
      table.addValue("Threshold", row.threshold().orElse(Double.NaN));
      String at =
          row.threshold().isPresent() ? " at threshold " + row.threshold().getAsDouble() : "";
      log("%s %.4f%s", row.metric(), row.value(), at);
    }
    table.show("U-Net Evaluation");
  }

  /** 32 bit, and nothing above 1, is a map: a label image of that type has more objects. */
  private static Kind kind(ImagePlus image) {
    return image.getBitDepth() == 32 && new StackStatistics(image).max <= 1
        ? Kind.PROBABILITIES
        : Kind.LABELS;
  }

  private static void log(String format, Object... values) {
    IJ.log(String.format(Locale.ROOT, format, values));
  }
}
