package sc.fiji.unet.commands;

import ij.IJ;
import ij.ImagePlus;
import ij.measure.ResultsTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import sc.fiji.unet.imagej.ImageJProgress;
import sc.fiji.unet.imagej.ImagePlusSource;
import sc.fiji.unet.imagej.MatchOverlay;
import sc.fiji.unet.imagej.OutputFolder;
import sc.fiji.unet.imagej.ResultImages;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.jobs.EvaluateClasses;
import sc.fiji.unet.jobs.EvaluateMaps;
import sc.fiji.unet.jobs.EvaluateObjects;
import sc.fiji.unet.metrics.ClassScores;
import sc.fiji.unet.metrics.IsbiEvaluation;
import sc.fiji.unet.metrics.IsbiScore;
import sc.fiji.unet.metrics.MatchScore;
import sc.fiji.unet.metrics.ObjectScores;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;
import sc.fiji.unet.targets.AnnotationForm;

/**
 * U-Net Evaluate...: label images, masks or probability maps against their ground truth, in the
 * table "U-Net Evaluation", in a file and, for macros without a screen, in the log.
 */
public final class Evaluate extends Command<Evaluate.Settings> {

  private static final String MAP = "map";
  private static final String CLASSES = "classes";

  /** Columns of objects that the log tells, too. */
  private static final List<String> LOGGED =
      List.of("True", "Predicted", "F1", "AP50", "mean AP", "SEG", "DET", "PQ", "Splits", "Merges");

  /**
   * @param prediction title, file or folder: probability maps of the inside of cells (ISBI 2012
   *     metrics), label images or masks (objects found), or maps of class numbers (IoU)
   * @param truth masks (0 membrane) for the first, label images or masks for the second
   * @param predictionIs automatic, labels, mask, map or classes
   * @param truthIs automatic, labels, mask or classes
   * @param slices automatic, together or apart
   * @param matches whether objects are shown in the colours of their fates
   * @param image that they are shown on, or empty
   * @param save folder for the table and the matches, or empty
   */
  record Settings(
      String prediction,
      String truth,
      String predictionIs,
      String truthIs,
      String slices,
      boolean matches,
      String image,
      String save) {}

  /** Made as the work begins. */
  private Progress progress;

  private final ResultsTable table = new ResultsTable();

  public Evaluate() {
    super("U-Net Evaluate...");
    table.setPrecision(4);
    table.setNaNEmptyCells(true);
  }

  @Override
  Settings settings(Fields fields) {
    List<String> open = ImageSource.openTitles();
    List<String> likely =
        ImageSource.openImages().stream()
            .filter(Evaluate::mayBeCompared)
            .map(ImagePlus::getTitle)
            .distinct()
            .toList();
    return new Settings(
        fields.source(
            "Prediction (title, file or folder)", likely.isEmpty() ? "" : likely.get(0), open),
        fields.source(
            "Truth (title, file or folder)", likely.size() < 2 ? "" : likely.get(1), open),
        fields.choice("Prediction-is", "automatic", "labels", "mask", MAP, CLASSES),
        fields.choice("Truth-is", "automatic", "labels", "mask", CLASSES),
        fields.choice("Slices", "automatic", "together", "apart"),
        fields.check("Matches (outlines in colours)", false),
        fields.source("Image below the matches (optional: title, file or folder)", "", open),
        fields.folder("Save to folder (optional)"));
  }

  /** No plot, no matches. */
  private static boolean mayBeCompared(ImagePlus image) {
    return ResultImages.mayHoldObjects(image)
        || ResultImages.kind(image).equals(Optional.of(ResultImages.Kind.PROBABILITIES));
  }

  @Override
  void run(Settings settings) throws IOException {
    progress = new ImageJProgress();
    Optional<Path> save =
        settings.save().isEmpty() ? Optional.empty() : Optional.of(path("save", settings.save()));
    Optional<OutputFolder> folder =
        save.isEmpty() ? Optional.empty() : Optional.of(new OutputFolder(save.get(), "U-Net"));
    boolean classes = settings.predictionIs().equals(CLASSES);
    if (classes != settings.truthIs().equals(CLASSES))
      throw new UserException(
          "Classes are compared with classes: choose prediction-is=classes and truth-is=classes.");
    boolean matches = settings.matches() || !settings.image().isEmpty();
    ImageSource prediction = new ImageSource("prediction", settings.prediction());
    List<ImageSource.Pair> pairs =
        ImageSource.pairs(prediction, new ImageSource("truth", settings.truth()));
    boolean automatic = settings.predictionIs().equals("automatic");
    boolean maps =
        automatic
            ? EvaluateMaps.isMap(source(pairs.get(0).first().open()))
            : settings.predictionIs().equals(MAP);
    if (matches && (maps || classes))
      throw new UserException(
          "Matches are those of objects; probability maps and classes have none.");
    List<ImageSource.Pair> shown =
        settings.image().isEmpty()
            ? List.of()
            : ImageSource.pairs(prediction, new ImageSource("image", settings.image()));
    try { // what was compared before an image that does not suit is not lost
      if (maps) maps(pairs, automatic, form(settings.truthIs()));
      else if (classes) classes(pairs);
      else objects(pairs, matches ? Optional.of(shown) : Optional.empty(), save, settings);
    } finally {
      if (table.size() > 0) {
        table.show("U-Net Evaluation");
        if (folder.isPresent()) folder.get().evaluation(table);
      }
    }
  }

  private static Source source(ImagePlus image) {
    return ImagePlusSource.annotation(image);
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

  /** What a person says an image is; empty where it is found out. */
  private static Optional<AnnotationForm> form(String choice) {
    return choice.equals("automatic")
        ? Optional.empty()
        : Optional.of(AnnotationForm.valueOf(choice.toUpperCase(Locale.ROOT)));
  }

  private void classes(List<ImageSource.Pair> pairs) {
    ClassScores all = ClassScores.NONE;
    for (int i = 0; i < pairs.size(); i++) {
      Source prediction = source(pairs.get(i).first().open());
      Source truth = source(pairs.get(i).second().open());
      ClassScores found =
          EvaluateClasses.run(prediction, truth, new Part(progress, i, pairs.size()));
      append(prediction.name(), columns(found));
      all = all.plus(found);
    }
    if (pairs.size() > 1) append("all", columns(all));
    log("all", columns(all));
  }

  private static Map<String, Double> columns(ClassScores scores) {
    Map<String, Double> columns = new LinkedHashMap<>();
    columns.put("mean IoU", scores.meanIou());
    scores.classes().forEach((number, score) -> columns.put("IoU class " + number, score.iou()));
    return columns;
  }

  /**
   * @param automatic whether that they are maps was found out, and not said
   */
  private void maps(
      List<ImageSource.Pair> pairs, boolean automatic, Optional<AnnotationForm> truthForm) {
    for (int i = 0; i < pairs.size(); i++) {
      ImageSource.Pair pair = pairs.get(i);
      Source prediction = source(pair.first().open());
      if (automatic && !EvaluateMaps.isMap(prediction))
        throw new UserException(
            "'" + prediction.name() + "' is no probability map, as those before it are.");
      EvaluateMaps.Outcome found =
          EvaluateMaps.run(
              prediction,
              source(pair.second().open()),
              truthForm,
              new Part(progress, i, pairs.size()));
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
              .filter(Double::isFinite)
              .average()
              .orElse(Double.NaN));
    append("mean", means);
    log("mean", means);
  }

  /**
   * @param shown what matches are shown on, none for black; empty if they are not wanted
   */
  private void objects(
      List<ImageSource.Pair> pairs,
      Optional<List<ImageSource.Pair>> shown,
      Optional<Path> save,
      Settings settings)
      throws IOException {
    EvaluateObjects job =
        new EvaluateObjects(
            EvaluateObjects.Slices.valueOf(settings.slices().toUpperCase(Locale.ROOT)),
            new EvaluateObjects.Forms(form(settings.predictionIs()), form(settings.truthIs())));
    for (int i = 0; i < pairs.size(); i++) {
      ImagePlus prediction = pairs.get(i).first().open();
      Source truth = source(pairs.get(i).second().open());
      Optional<ImagePlus> below = Optional.empty();
      if (shown.isPresent())
        below =
            Optional.of(
                shown.get().isEmpty() ? black(prediction) : like(prediction, shown.get().get(i)));
      Optional<MatchOverlay> matches = below.map(MatchOverlay::new);
      job.add(
          source(prediction),
          truth,
          each -> {
            append(each.row().image(), columns(each.row().plane(), each.row().scores()));
            matches.ifPresent(
                m -> m.add(each.plane(), each.matching(), each.predicted(), each.expected()));
          },
          new Part(progress, i, pairs.size()));
      if (below.isEmpty()) continue;
      matches.get().apply();
      below.get().setTitle(prediction.getTitle() + " matches");
      ResultImages.mark(below.get(), prediction, ResultImages.Kind.MATCHES);
      if (save.isPresent()) new OutputFolder(save.get(), prediction).matches(below.get());
      // As many windows as files of a folder are too many.
      if (save.isEmpty() || pairs.size() == 1) below.get().show();
    }
    sum(columns(0, job.all().orElseThrow()), job.rows().size());
  }

  private void sum(Map<String, Double> columns, int rows) {
    if (rows > 1) append("all", columns);
    columns.keySet().retainAll(LOGGED);
    log("all", columns);
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

  /** The work on one of several images. */
  private record Part(Progress whole, int index, int count) implements Progress {

    @Override
    public void report(String status, double fraction) {
      whole.report(status, (index + fraction) / count);
    }

    @Override
    public void note(String sentence) {
      whole.note(sentence);
    }

    @Override
    public boolean isCanceled() {
      return whole.isCanceled();
    }
  }
}
