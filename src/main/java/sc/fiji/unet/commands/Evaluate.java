package sc.fiji.unet.commands;

import ij.IJ;
import ij.ImagePlus;
import ij.measure.ResultsTable;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import sc.fiji.unet.imagej.ImageJProgress;
import sc.fiji.unet.imagej.ImagePlusSource;
import sc.fiji.unet.imagej.MatchOverlay;
import sc.fiji.unet.imagej.OutputFolder;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.jobs.EvaluateMaps;
import sc.fiji.unet.jobs.EvaluateObjects;
import sc.fiji.unet.metrics.IsbiEvaluation;
import sc.fiji.unet.metrics.IsbiScore;
import sc.fiji.unet.metrics.MatchScore;
import sc.fiji.unet.metrics.ObjectScores;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;

/**
 * U-Net Evaluate...: label images, masks or probability maps against their ground truth, in the
 * table "U-Net Evaluation", in a file and, for macros without a screen, in the log.
 */
public final class Evaluate extends Command<Evaluate.Settings> {

  /** Columns of objects that the log tells, too. */
  private static final List<String> LOGGED =
      List.of("True", "Predicted", "F1", "AP50", "mean AP", "SEG", "DET", "PQ", "Splits", "Merges");

  /**
   * @param prediction title, file or folder: 32-bit probability maps of the inside of cells (ISBI
   *     2012 metrics), label images or masks (objects found)
   * @param truth masks (0 membrane) for the first, label images or masks for the second
   * @param slices automatic, together or apart
   * @param matches whether objects are shown in the colours of their fates
   * @param image that they are shown on, or empty
   * @param save folder for the table and the matches, or empty
   */
  record Settings(
      String prediction, String truth, String slices, boolean matches, String image, String save) {}

  private final Progress progress = new ImageJProgress();
  private final ResultsTable table = new ResultsTable();

  public Evaluate() {
    super("U-Net Evaluate...");
    table.setPrecision(4);
    table.setNaNEmptyCells(true);
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
        fields.source("Image below the matches (optional: title, file or folder)", "", open),
        fields.folder("Save to folder (optional)"));
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
    try { // what was compared before an image that does not suit is not lost
      if (maps) maps(pairs);
      else objects(pairs, shown, settings);
    } finally {
      if (table.size() > 0) {
        if (!settings.save().isEmpty())
          new OutputFolder(path("save", settings.save()), "U-Net").evaluation(table);
        table.show("U-Net Evaluation");
      }
    }
  }

  private static Source source(ImagePlus image) {
    return ImagePlusSource.all(image, 0);
  }

  private void append(String image, Map<String, Double> columns) {
    table.incrementCounter();
    table.addValue("Image", image);
    columns.forEach(table::addValue);
  }

  private static void log(String image, Map<String, Double> columns) {
    IJ.log(
        image
            + ": "
            + columns.entrySet().stream()
                .map(column -> column.getKey() + " " + number(column.getValue()))
                .collect(Collectors.joining(", ")));
  }

  private static String number(double value) {
    return IJ.d2s(value, value == Math.rint(value) ? 0 : 4);
  }

  private void maps(List<ImageSource.Pair> pairs) {
    for (ImageSource.Pair pair : pairs) {
      Source prediction = source(pair.first().open());
      if (!EvaluateMaps.isMap(prediction))
        throw new UserException(
            "'" + prediction.name() + "' is no probability map, as those before it are.");
      EvaluateMaps.Outcome found =
          EvaluateMaps.run(prediction, source(pair.second().open()), progress);
      for (IsbiScore score : found.isbi().scores())
        IJ.log(
            String.format(
                Locale.ROOT,
                "threshold %.2f: V_rand %.4f, V_info %.4f, pixel error %.4f",
                score.threshold(),
                score.vRand(),
                score.vInfo(),
                score.pixelError()));
      Map<String, Double> columns = columns(found);
      append(prediction.name(), columns);
      log(prediction.name(), columns);
    }
    if (pairs.size() > 1) appendMeans();
  }

  private static Map<String, Double> columns(EvaluateMaps.Outcome found) {
    IsbiEvaluation isbi = found.isbi();
    Map<String, Double> columns = new LinkedHashMap<>();
    columns.put("V_rand", isbi.bestRand().vRand());
    columns.put("at threshold (V_rand)", isbi.bestRand().threshold());
    columns.put("V_info", isbi.bestInfo().vInfo());
    columns.put("at threshold (V_info)", isbi.bestInfo().threshold());
    columns.put("Pixel error", isbi.lowestPixelError().pixelError());
    columns.put("at threshold (pixel error)", isbi.lowestPixelError().threshold());
    columns.put("Warping error", found.warpingError());
    columns.put("at threshold (warping error)", found.warpingThreshold());
    columns.put("ROC AUC", found.rocAuc());
    return columns;
  }

  private void appendMeans() {
    int images = table.size();
    Map<String, Double> means = new LinkedHashMap<>();
    for (String column : List.of("V_rand", "V_info", "Pixel error", "Warping error", "ROC AUC"))
      means.put(
          column,
          IntStream.range(0, images)
              .mapToDouble(row -> table.getValue(column, row))
              .average()
              .orElseThrow());
    append("mean", means);
  }

  private void objects(
      List<ImageSource.Pair> pairs, List<ImageSource.Pair> shown, Settings settings)
      throws IOException {
    EvaluateObjects job =
        new EvaluateObjects(
            EvaluateObjects.Slices.valueOf(settings.slices().toUpperCase(Locale.ROOT)));
    for (int i = 0; i < pairs.size(); i++) {
      ImagePlus prediction = pairs.get(i).first().open();
      Source truth = source(pairs.get(i).second().open());
      Optional<ImagePlus> below =
          !settings.matches()
              ? Optional.empty()
              : Optional.of(shown.isEmpty() ? black(prediction) : like(prediction, shown.get(i)));
      Optional<MatchOverlay> matches = below.map(MatchOverlay::new);
      Consumer<EvaluateObjects.Matched> show =
          each ->
              matches.ifPresent(
                  m -> m.add(each.plane(), each.matching(), each.predicted(), each.expected()));
      for (EvaluateObjects.Row row : job.add(source(prediction), truth, show, progress))
        append(row.image(), columns(row.plane(), row.scores()));
      if (below.isEmpty()) continue;
      matches.get().show();
      below.get().setTitle(prediction.getTitle() + " matches");
      if (!settings.save().isEmpty())
        new OutputFolder(path("save", settings.save()), prediction).matches(below.get());
      below.get().show();
    }
    Map<String, Double> all = columns(0, job.all().orElseThrow());
    if (job.rows().size() > 1) append("all", all);
    all.keySet().retainAll(LOGGED);
    log("all", all);
  }

  private static Map<String, Double> columns(int plane, ObjectScores scores) {
    MatchScore half = scores.at(50);
    Map<String, Double> columns = new LinkedHashMap<>();
    columns.put("Plane", (double) plane);
    columns.put("True", (double) half.trueObjects());
    columns.put("Predicted", (double) half.predictedObjects());
    columns.put("TP", (double) half.truePositives());
    columns.put("FP", (double) half.falsePositives());
    columns.put("FN", (double) half.falseNegatives());
    columns.put("Precision", half.precision());
    columns.put("Recall", half.recall());
    columns.put("F1", half.f1());
    for (MatchScore match : scores.matches())
      columns.put("AP" + Math.round(100 * match.minimumIou()), match.averagePrecision());
    columns.put("mean AP", scores.meanAveragePrecision());
    columns.put("SEG", scores.seg().value());
    columns.put("DET", scores.det().value());
    columns.put("PQ", scores.panoptic().quality());
    columns.put("Splits", (double) scores.splits());
    columns.put("Merges", (double) scores.merges());
    columns.put("Dice", scores.masks().dice());
    columns.put("IoU", scores.masks().iou());
    return columns;
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
}
