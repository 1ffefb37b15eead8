package sc.fiji.unet.commands;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Overlay;
import ij.measure.ResultsTable;
import java.awt.Color;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.view.Views;
import sc.fiji.unet.imagej.ImagePlusSource;
import sc.fiji.unet.imagej.Outlines;
import sc.fiji.unet.imagej.Planes;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.jobs.EvaluateMaps;
import sc.fiji.unet.jobs.EvaluateObjects;
import sc.fiji.unet.metrics.IsbiEvaluation;
import sc.fiji.unet.metrics.IsbiScore;
import sc.fiji.unet.metrics.MatchScore;
import sc.fiji.unet.metrics.ObjectMatching.Fate;
import sc.fiji.unet.metrics.ObjectScores;
import sc.fiji.unet.progress.UserException;

/**
 * U-Net Evaluate...: label images, masks or probability maps against their ground truth, in the
 * table "U-Net Evaluation" and, for macros without a screen, in the log.
 */
public final class Evaluate extends Command<Evaluate.Settings> {

  private static final Map<Fate, Color> COLORS =
      Map.of(
          Fate.HIT, Color.GREEN,
          Fate.MISSED, Color.RED,
          Fate.FALSE, Color.ORANGE,
          Fate.SPLIT, Color.CYAN,
          Fate.MERGED, Color.MAGENTA);

  /**
   * @param prediction title, file or folder: 32-bit probability maps of the inside of cells (ISBI
   *     2012 metrics), label images or masks (objects found)
   * @param truth masks (0 membrane) for the first, label images or masks for the second
   * @param slices automatic, together or apart
   * @param matches whether objects are shown in the colours of their fates
   * @param image that they are shown on, or empty
   */
  record Settings(String prediction, String truth, String slices, boolean matches, String image) {}

  public Evaluate() {
    super("U-Net Evaluate...");
  }

  @Override
  Settings settings(Fields fields) {
    List<String> open = ImageSource.openTitles();
    return new Settings(
        fields.source(
            "Prediction (title, file or folder)", open.isEmpty() ? "" : open.get(0), open),
        fields.source("Truth (title, file or folder)", open.size() < 2 ? "" : open.get(1), open),
        fields.choice("Slices", "automatic", "together", "apart"),
        fields.check("Matches (outlines in colours)", false),
        fields.source("Image below the matches (optional: title, file or folder)", "", open));
  }

  @Override
  void run(Settings settings) throws IOException {
    ImageSource prediction = new ImageSource("prediction", settings.prediction());
    List<ImageSource.Pair> pairs =
        ImageSource.pairs(prediction, new ImageSource("truth", settings.truth()));
    boolean maps = EvaluateMaps.isMap(source(pairs.get(0).first().open()));
    if (maps && (settings.matches() || !settings.image().isEmpty()))
      throw new UserException("Matches are those of objects; probability maps have none.");
    List<ImageSource.Pair> shown =
        settings.image().isEmpty()
            ? List.of()
            : ImageSource.pairs(prediction, new ImageSource("image", settings.image()));
    ResultsTable table = new ResultsTable();
    table.setPrecision(4);
    table.setNaNEmptyCells(true);
    try { // what was compared before an image that does not suit is not lost
      if (maps) maps(pairs, table);
      else objects(pairs, shown, settings, table);
    } finally {
      if (table.size() > 0) table.show("U-Net Evaluation");
    }
  }

  private static Source source(ImagePlus image) {
    return ImagePlusSource.all(image, 0);
  }

  private static void maps(List<ImageSource.Pair> pairs, ResultsTable table) {
    for (ImageSource.Pair pair : pairs) {
      Source prediction = source(pair.first().open());
      if (!EvaluateMaps.isMap(prediction))
        throw new UserException(
            "'" + prediction.name() + "' is no probability map, as those before it are.");
      EvaluateMaps.Outcome found = EvaluateMaps.run(prediction, source(pair.second().open()));
      IsbiEvaluation isbi = found.isbi();
      for (IsbiScore score : isbi.scores())
        log(
            "threshold %.2f: V_rand %.4f, V_info %.4f, pixel error %.4f",
            score.threshold(), score.vRand(), score.vInfo(), score.pixelError());
      table.incrementCounter();
      table.addValue("Image", prediction.name());
      table.addValue("V_rand", isbi.bestRand().vRand());
      table.addValue("at threshold (V_rand)", isbi.bestRand().threshold());
      table.addValue("V_info", isbi.bestInfo().vInfo());
      table.addValue("at threshold (V_info)", isbi.bestInfo().threshold());
      table.addValue("Pixel error", isbi.lowestPixelError().pixelError());
      table.addValue("at threshold (pixel error)", isbi.lowestPixelError().threshold());
      table.addValue("Warping error", found.warpingError());
      table.addValue("at threshold (warping error)", found.warpingThreshold());
      table.addValue("ROC AUC", found.rocAuc());
      log(
          "%s: V_rand %.4f at threshold %.2f, V_info %.4f at %.2f, pixel error %.4f at %.2f,"
              + " warping error %.4f at %.2f, ROC AUC %.4f",
          prediction.name(),
          isbi.bestRand().vRand(),
          isbi.bestRand().threshold(),
          isbi.bestInfo().vInfo(),
          isbi.bestInfo().threshold(),
          isbi.lowestPixelError().pixelError(),
          isbi.lowestPixelError().threshold(),
          found.warpingError(),
          found.warpingThreshold(),
          found.rocAuc());
    }
    if (pairs.size() > 1) appendMeans(table);
  }

  private static void appendMeans(ResultsTable table) {
    int images = table.size();
    table.incrementCounter();
    table.addValue("Image", "mean");
    for (String column : List.of("V_rand", "V_info", "Pixel error", "Warping error", "ROC AUC"))
      table.addValue(
          column,
          IntStream.range(0, images)
              .mapToDouble(row -> table.getValue(column, row))
              .average()
              .orElseThrow());
  }

  private static void objects(
      List<ImageSource.Pair> pairs,
      List<ImageSource.Pair> shown,
      Settings settings,
      ResultsTable table) {
    EvaluateObjects job =
        new EvaluateObjects(
            EvaluateObjects.Slices.valueOf(settings.slices().toUpperCase(Locale.ROOT)));
    for (int i = 0; i < pairs.size(); i++) {
      ImagePlus prediction = pairs.get(i).first().open();
      int before = job.rows().size();
      List<EvaluateObjects.Matched> matched =
          job.add(source(prediction), source(pairs.get(i).second().open()));
      List<EvaluateObjects.Row> rows = job.rows();
      for (EvaluateObjects.Row row : rows.subList(before, rows.size()))
        append(table, row.image(), row.plane(), row.scores());
      if (!settings.matches()) continue;
      ImagePlus below = shown.isEmpty() ? black(prediction) : like(prediction, shown.get(i));
      below.setTitle(prediction.getTitle() + " matches");
      below.setOverlay(matches(matched, new Planes(below)));
      below.show();
    }
    ObjectScores all = job.all().orElseThrow();
    if (job.rows().size() > 1) append(table, "all", 0, all);
    MatchScore half = all.at(50);
    log(
        "%d objects in truth, %d predicted: F1 %.4f, AP50 %.4f, mean AP %.4f, SEG %.4f, DET %.4f, PQ"
            + " %.4f, %d splits, %d merges",
        half.trueObjects(),
        half.predictedObjects(),
        half.f1(),
        half.averagePrecision(),
        all.meanAveragePrecision(),
        all.seg().value(),
        all.det().value(),
        all.panoptic().quality(),
        all.splits(),
        all.merges());
  }

  /** A copy of an image, as large as what was predicted. */
  private static ImagePlus like(ImagePlus prediction, ImageSource.Pair pair) {
    ImagePlus image = pair.second().open();
    int[] wanted = prediction.getDimensions();
    int[] given = image.getDimensions();
    given[2] = wanted[2]; // it may have channels
    if (!Arrays.equals(wanted, given))
      throw new UserException(
          String.format(
              "The image '%s' has another size, or other slices or frames, than the prediction '%s':"
                  + " its matches cannot be shown on it.",
              image.getTitle(), prediction.getTitle()));
    return image.duplicate();
  }

  private static void append(ResultsTable table, String image, int plane, ObjectScores scores) {
    MatchScore half = scores.at(50);
    table.incrementCounter();
    table.addValue("Image", image);
    table.addValue("Plane", plane);
    table.addValue("True", half.trueObjects());
    table.addValue("Predicted", half.predictedObjects());
    table.addValue("TP", half.truePositives());
    table.addValue("FP", half.falsePositives());
    table.addValue("FN", half.falseNegatives());
    table.addValue("Precision", half.precision());
    table.addValue("Recall", half.recall());
    table.addValue("F1", half.f1());
    for (MatchScore match : scores.matches())
      table.addValue("AP" + Math.round(100 * match.minimumIou()), match.averagePrecision());
    table.addValue("mean AP", scores.meanAveragePrecision());
    table.addValue("SEG", scores.seg().value());
    table.addValue("DET", scores.det().value());
    table.addValue("PQ", scores.panoptic().quality());
    table.addValue("Splits", scores.splits());
    table.addValue("Merges", scores.merges());
    table.addValue("Dice", scores.masks().dice());
    table.addValue("IoU", scores.masks().iou());
  }

  private static ImagePlus black(ImagePlus like) {
    return IJ.createHyperStack(
        like.getTitle(),
        like.getWidth(),
        like.getHeight(),
        1,
        like.getNSlices(),
        like.getNFrames(),
        8);
  }

  /** What was predicted, and what of the truth was not. */
  private static Overlay matches(List<EvaluateObjects.Matched> matched, Planes planes) {
    Overlay overlay = new Overlay();
    int index = 0;
    for (EvaluateObjects.Matched one : matched)
      for (int z = 0; z < slices(one.predicted()); z++, index++) {
        Map<Integer, Fate> truths = one.matching().truth();
        Map<Integer, Fate> predictions = one.matching().prediction();
        Outlines.of(
                slice(one.expected(), z),
                planes,
                index,
                label -> truths.get(label) == Fate.HIT ? null : look("truth", truths.get(label)))
            .forEach(overlay::add);
        Outlines.of(
                slice(one.predicted(), z),
                planes,
                index,
                label -> look("predicted", predictions.get(label)))
            .forEach(overlay::add);
      }
    return overlay;
  }

  private static Outlines.Look look(String which, Fate fate) {
    return new Outlines.Look(which + " " + fate.name().toLowerCase(Locale.ROOT), COLORS.get(fate));
  }

  private static long slices(RandomAccessibleInterval<IntType> labels) {
    return labels.numDimensions() > 2 ? labels.dimension(2) : 1;
  }

  private static RandomAccessibleInterval<IntType> slice(
      RandomAccessibleInterval<IntType> labels, int z) {
    return labels.numDimensions() > 2 ? Views.hyperSlice(labels, 2, z) : labels;
  }

  private static void log(String format, Object... values) {
    IJ.log(String.format(Locale.ROOT, format, values));
  }
}
