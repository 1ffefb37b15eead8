package sc.fiji.unet;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.ConstantUtils;
import net.imglib2.util.ImgUtil;
import net.imglib2.view.Views;
import sc.fiji.unet.imagej.ImagePlusSource;
import sc.fiji.unet.imagej.Segmentation;
import sc.fiji.unet.images.Channels;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.images.Storage;
import sc.fiji.unet.jobs.SegmentationSettings;
import sc.fiji.unet.jobs.TrainingPlan;
import sc.fiji.unet.labels.Components;
import sc.fiji.unet.labels.Watershed;
import sc.fiji.unet.metrics.ClassScores;
import sc.fiji.unet.metrics.ContingencyTable;
import sc.fiji.unet.metrics.IsbiEvaluation;
import sc.fiji.unet.metrics.IsbiScore;
import sc.fiji.unet.metrics.ObjectScores;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.progress.TrainingListener;
import sc.fiji.unet.targets.AnnotatedStack;
import sc.fiji.unet.targets.Goal;

/** Trains on most of a public set, and says how well the rest is found; for bench/accuracy. */
final class AccuracyBenchmark {

  private static final double HELD_BACK = 0.2;

  /** Its annotations are three classes: background, cytoplasm and nucleus. */
  private static final String WHITE_CELLS = "wbc-rgb";

  /** An image and its ground truth. */
  private record Pair(String name, ImagePlus image, ImagePlus truth) {

    Pair with(ImagePlus annotation) {
      return new Pair(name, image, annotation);
    }

    Pair evenly(int count) {
      return new Pair(name, evenly(image, count), evenly(truth, count));
    }

    private static ImagePlus evenly(ImagePlus stack, int count) {
      ImageStack chosen = new ImageStack(stack.getWidth(), stack.getHeight());
      for (int i = 0; i < count; i++)
        chosen.addSlice(stack.getStack().getProcessor(1 + i * stack.getStackSize() / count));
      return new ImagePlus(stack.getTitle(), chosen);
    }
  }

  private record Data(List<Pair> training, List<Pair> test) {}

  private AccuracyBenchmark() {}

  /** SET FOLDER MODEL [key=value ...]. */
  public static void main(String[] arguments) throws IOException {
    Locale.setDefault(Locale.ROOT);
    String set = arguments[0];
    Path folder = Path.of(arguments[1]);
    Path model = Path.of(arguments[2]);
    Map<String, String> options =
        Arrays.stream(arguments)
            .skip(3)
            .map(argument -> argument.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    Data data = data(set, folder);
    System.out.printf(
        "%s: trained on %d images, measured on %s%n",
        set,
        data.training().size(),
        data.test().stream().map(Pair::name).collect(Collectors.joining(" ")));
    if (!Files.exists(model)) train(set, data, model, options);
    try (UNetModel trained =
        UNetModel.open(
            model.toString(),
            Precision.valueOf(options.getOrDefault("precision", "bf16").toUpperCase()))) {
      System.out.println(trained.description().decoding());
      System.out.println(trained.description().magnification());
      System.out.println(trained.description().training());
      measure(
          data.test(),
          trained,
          settings(trained, options),
          options.containsKey("sized"),
          options.containsKey("linked"),
          Optional.ofNullable(options.get("save")).map(Path::of));
    }
  }

  private static void train(String set, Data data, Path file, Map<String, String> options)
      throws IOException {
    UNetTraining training = UNetModel.train(set);
    for (Pair pair : annotated(data.training(), options)) training.add(pair.image(), pair.truth());
    int classes = set.equals(WHITE_CELLS) ? 3 : 1;
    training.with(plan -> plan(plan.classes(classes), options));
    TrainingListener log =
        new TrainingListener() {
          @Override
          public void report(String status, double fraction) {
            if (status.matches(".*iteration \\d*[05]00,.*")) System.out.println(status);
          }

          @Override
          public void note(String sentence) {
            System.out.println(sentence);
          }

          @Override
          public boolean isCanceled() {
            return false;
          }
        };
    training.run(file, log).close();
  }

  /** Of what there is to train on, as much as the options say. */
  private static List<Pair> annotated(List<Pair> all, Map<String, String> options) {
    int count = Integer.parseInt(options.getOrDefault("images", "" + all.size()));
    int slices = Integer.parseInt(options.getOrDefault("slices", "0"));
    int objects = Integer.parseInt(options.getOrDefault("annotated", "0"));
    double strokes = Double.parseDouble(options.getOrDefault("strokes", "0"));
    return IntStream.range(0, count)
        .mapToObj(i -> all.get(i * all.size() / count))
        .map(pair -> slices > 0 ? pair.evenly(slices) : pair)
        .map(
            pair ->
                objects > 0
                    ? pair.with(SparseAnnotation.objects(pair.truth(), objects / count))
                    : pair)
        .map(
            pair -> strokes > 0 ? pair.with(SparseAnnotation.strokes(pair.truth(), strokes)) : pair)
        .toList();
  }

  private static TrainingPlan plan(TrainingPlan plan, Map<String, String> options) {
    TrainingPlan changed = plan.precision(Precision.BF16);
    for (Map.Entry<String, String> option : options.entrySet()) {
      String value = option.getValue();
      changed =
          switch (option.getKey()) {
            case "minutes" -> changed.minutes(Double.parseDouble(value));
            case "iterations" -> changed.iterations(Integer.parseInt(value));
            case "filters" -> changed.network(Integer.parseInt(value), changed.network().depth());
            case "context" -> changed.context(Integer.parseInt(value));
            case "background" -> changed.backgroundWeight(Double.parseDouble(value));
            case "seed" -> changed.seed(Long.parseLong(value));
            case "precision" -> changed.precision(Precision.valueOf(value.toUpperCase()));
            case "half" -> changed.half(true);
            case "from" -> changed.from(value);
            case "objects" -> changed.objects(TrainingPlan.Aim.valueOf(value.toUpperCase()));
            default -> changed;
          };
    }
    return changed;
  }

  private static SegmentationSettings settings(UNetModel model, Map<String, String> options) {
    SegmentationSettings settings = model.defaults().outlines(false);
    if (options.containsKey("threshold"))
      settings = settings.threshold(Double.parseDouble(options.get("threshold")));
    if (options.containsKey("seeds"))
      settings = settings.seeds(Double.parseDouble(options.get("seeds")));
    if (options.containsKey("minimum"))
      settings = settings.minimumSize(Integer.parseInt(options.get("minimum")));
    if (options.containsKey("linked")) settings = settings.throughSlices(false);
    return settings.testTimeAugmentation(options.containsKey("average"));
  }

  private static void measure(
      List<Pair> test,
      UNetModel model,
      SegmentationSettings common,
      boolean sized,
      boolean linked,
      Optional<Path> folder) {
    List<ContingencyTable> tables = new ArrayList<>();
    List<IsbiEvaluation> isbi = new ArrayList<>();
    ClassScores classes = ClassScores.NONE;
    for (Pair pair : test) {
      SegmentationSettings settings = sized ? common.diameter(diameter(pair.truth())) : common;
      Segmentation found = model.segment(pair.image(), settings);
      folder.ifPresent(
          path -> {
            IJ.saveAsTiff(found.labels(), path.resolve("labels " + pair.name()).toString());
            IJ.saveAsTiff(found.probabilities(), path.resolve("maps " + pair.name()).toString());
          });
      List<RandomAccessibleInterval<FloatType>> labels =
          linked ? link(planes(found.labels())) : planes(found.labels());
      List<RandomAccessibleInterval<FloatType>> truths = planes(pair.truth());
      if (settings.throughSlices() || linked)
        tables.add(ContingencyTable.of(Channels.together(truths), Channels.together(labels)));
      else
        for (int i = 0; i < labels.size(); i++)
          tables.add(ContingencyTable.of(truths.get(i), labels.get(i)));
      if (!model.description().objectClasses().isEmpty())
        classes =
            classes.plus(
                ClassScores.of(
                    ContingencyTable.of(
                        Channels.together(truths), Channels.together(planes(found.classes())))));
      else
        isbi.add(
            model.description().architecture().distance()
                ? IsbiEvaluation.of(
                    labels.stream().map(AccuracyBenchmark::apart).toList(), truths, List.of(0.5))
                : IsbiEvaluation.of(
                    planes(found.probabilities()),
                    truths,
                    Stream.concat(
                            Stream.of(settings.separation().foreground()),
                            IsbiEvaluation.THRESHOLDS.stream())
                        .toList()));
    }
    if (!classes.classes().isEmpty()) {
      classes
          .classes()
          .forEach((number, score) -> System.out.printf("class %d %.3f ", number, score.iou()));
      System.out.printf("mean IoU %.3f%n", classes.meanIou());
      return;
    }
    ObjectScores scores =
        tables.stream().map(ObjectScores::of).reduce(ObjectScores::plus).orElseThrow();
    System.out.printf(
        "%d objects, %d found, AP50 %.3f AP75 %.3f AP80 %.3f mean AP %.3f SEG %.3f DET %.3f PQ %.3f"
            + " splits %d merges %d",
        scores.at(50).trueObjects(),
        scores.at(50).predictedObjects(),
        scores.at(50).averagePrecision(),
        scores.at(75).averagePrecision(),
        scores.at(80).averagePrecision(),
        scores.meanAveragePrecision(),
        scores.seg().value(),
        scores.det().value(),
        scores.panoptic().quality(),
        scores.splits(),
        scores.merges());
    if (!isbi.isEmpty()) {
      List<IsbiScore> all = IsbiEvaluation.mean(isbi).scores();
      System.out.printf(
          " V_rand %.4f (at best %.4f) V_info %.4f (%.4f)",
          all.get(0).vRand(),
          all.stream().mapToDouble(IsbiScore::vRand).max().orElseThrow(),
          all.get(0).vInfo(),
          all.stream().mapToDouble(IsbiScore::vInfo).max().orElseThrow());
    }
    System.out.println();
  }

  /** 1 in objects, 0 between them: a pixel wide where they touch. */
  private static RandomAccessibleInterval<FloatType> apart(
      RandomAccessibleInterval<FloatType> labels) {
    int width = (int) labels.dimension(0);
    float[] values = new float[width * (int) labels.dimension(1)];
    int next = 0;
    for (FloatType label : Views.flatIterable(labels)) values[next++] = label.get();
    float[] objects = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      boolean right = i % width + 1 < width && values[i + 1] != 0 && values[i + 1] != values[i];
      boolean below =
          i + width < values.length && values[i + width] != 0 && values[i + width] != values[i];
      objects[i] = values[i] == 0 || right || below ? 0 : 1;
    }
    return ArrayImgs.floats(objects, width, values.length / width);
  }

  /**
   * Objects of two slices become one where each has its largest overlap with the other: the usual
   * stitching of planes, to compare with.
   */
  private static List<RandomAccessibleInterval<FloatType>> link(
      List<RandomAccessibleInterval<FloatType>> planes) {
    List<RandomAccessibleInterval<FloatType>> slices = new ArrayList<>();
    for (RandomAccessibleInterval<FloatType> plane : planes) {
      slices.add(ArrayImgs.floats(plane.dimensionsAsLongArray()));
      ImgUtil.copy(plane, slices.get(slices.size() - 1));
    }
    for (int z = 1; z < slices.size(); z++) {
      Map<Float, Map<Float, Integer>> below = new HashMap<>();
      Map<Float, Map<Float, Integer>> above = new HashMap<>();
      Cursor<FloatType> first = Views.flatIterable(slices.get(z - 1)).cursor();
      for (FloatType second : Views.flatIterable(slices.get(z))) {
        float a = first.next().get();
        float b = second.get();
        if (a == 0 || b == 0) continue;
        below.computeIfAbsent(b, label -> new HashMap<>()).merge(a, 1, Integer::sum);
        above.computeIfAbsent(a, label -> new HashMap<>()).merge(b, 1, Integer::sum);
      }
      for (FloatType pixel : Views.flatIterable(slices.get(z))) {
        float b = pixel.get();
        if (!below.containsKey(b)) continue;
        float a = largest(below.get(b));
        if (largest(above.get(a)) == b) pixel.set(a);
      }
    }
    return slices;
  }

  private static float largest(Map<Float, Integer> overlaps) {
    return Collections.max(overlaps.entrySet(), Map.Entry.comparingByValue()).getKey();
  }

  /** Of the objects in the ground truth, as a person would give it. */
  private static double diameter(ImagePlus truth) {
    Source source = ImagePlusSource.annotation(truth);
    return new AnnotatedStack(source, source, new Storage(Path.of("none"), Long.MAX_VALUE).planes())
        .diameter(new Goal(1, true, false));
  }

  private static List<RandomAccessibleInterval<FloatType>> planes(ImagePlus image) {
    Source source = ImagePlusSource.annotation(image);
    return IntStream.range(0, source.items())
        .mapToObj(i -> Channels.apart(source.item(i)).get(0))
        .toList();
  }

  private static Data data(String set, Path folder) throws IOException {
    return switch (set) {
      case "phase-t98g" -> {
        Data split = split(folders(folder.resolve(set)));
        // The fields of set39 and set40, which are measured on, at another time.
        List<String> same = List.of("set04.tif", "set23.tif");
        yield new Data(
            split.training().stream().filter(pair -> !same.contains(pair.name())).toList(),
            split.test());
      }
      case "nuclei-dsb2018", "axons-sem", "ctc/dic-hela", "ctc/phc-u373", WHITE_CELLS ->
          split(folders(folder.resolve(set)));
      case "HeLa" -> split(hela(folder.resolve("deepcell2016/HeLa_joint"), true));
      case "HeLa-phase" -> split(hela(folder.resolve("deepcell2016/HeLa_joint"), false));
      case "isbi2012" -> isbi(folder.resolve(set), 16);
      case "isbi2012-held-back" -> isbi(folder.resolve("isbi2012"), 20);
      case "3d-nuclei" -> volumes(folder.resolve("3d"), "1135_mini", "1136_mini");
      case "3d-nuclei-back" -> volumes(folder.resolve("3d"), "1136_mini", "1135_mini");
      default -> throw new IllegalArgumentException("There is no set " + set + ".");
    };
  }

  /** The last fifth is measured on. */
  private static Data split(List<Pair> pairs) {
    int cut = pairs.size() - (int) Math.max(1, Math.round(HELD_BACK * pairs.size()));
    return new Data(pairs.subList(0, cut), pairs.subList(cut, pairs.size()));
  }

  private static List<Pair> folders(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("images"))) {
      return files
          .sorted()
          .map(
              image -> {
                String name = image.getFileName().toString();
                String stem = name.substring(0, name.lastIndexOf('.'));
                Path labels = folder.resolve("labels");
                Path tif = labels.resolve(stem + ".tif");
                Path truth = Files.exists(tif) ? tif : labels.resolve(stem + ".png");
                return new Pair(name, open(image), open(truth));
              })
          .toList();
    }
  }

  private static ImagePlus open(Path file) {
    ImagePlus image = IJ.openImage(file.toString());
    if (image == null) throw new IllegalArgumentException(file + " cannot be opened.");
    return image;
  }

  /**
   * @param given slices that are trained on, with what the training itself holds back
   */
  private static Data isbi(Path folder, int given) {
    ImagePlus image = open(folder.resolve("train-volume.tif"));
    ImagePlus truth = open(folder.resolve("train-labels.tif"));
    return new Data(
        List.of(new Pair("slices", slices(image, 1, given), slices(truth, 1, given))),
        List.of(new Pair("slices 16-19", slices(image, 17, 20), slices(truth, 17, 20))));
  }

  private static ImagePlus slices(ImagePlus image, int first, int last) {
    ImageStack stack = new ImageStack(image.getWidth(), image.getHeight());
    for (int i = first; i <= last; i++) stack.addSlice(image.getStack().getProcessor(i));
    return new ImagePlus(image.getTitle(), stack);
  }

  private static Data volumes(Path folder, String training, String test) {
    return new Data(List.of(volume(folder, training)), List.of(volume(folder, test)));
  }

  private static Pair volume(Path folder, String name) {
    return new Pair(
        name, open(folder.resolve(name + "-raw.tif")), open(folder.resolve(name + "-label.tif")));
  }

  /**
   * Phase contrast and, if wanted, nuclei as channels; cells are the inner masks, grown into their
   * edges.
   */
  private static List<Pair> hela(Path folder, boolean nuclei) {
    return IntStream.rangeClosed(1, 5)
        .mapToObj(
            i -> {
              Path set = folder.resolve("set" + i);
              ImagePlus phase = open(set.resolve("phase.png"));
              ImageStack channels = new ImageStack(phase.getWidth(), phase.getHeight());
              channels.addSlice(phase.getProcessor());
              if (nuclei) channels.addSlice(open(set.resolve("nuclear.png")).getProcessor());
              ImagePlus image = new ImagePlus("set" + i, channels);
              image.setDimensions(channels.getSize(), 1, 1);
              return new Pair(
                  "set" + i,
                  image,
                  cells(
                      open(set.resolve("feature_1.png")).getProcessor(),
                      open(set.resolve("feature_0.png")).getProcessor()));
            })
        .toList();
  }

  private static ImagePlus cells(ImageProcessor inner, ImageProcessor edge) {
    int width = inner.getWidth();
    int height = inner.getHeight();
    float[] mask = (float[]) inner.convertToFloat().getPixels();
    int[] labels = new int[mask.length];
    RandomAccessibleInterval<IntType> image = ArrayImgs.ints(labels, width, height);
    Components.label(ArrayImgs.floats(mask, width, height), 1, 20, 1, image);
    Watershed.flood(
        ConstantUtils.constantRandomAccessibleInterval(new UnsignedByteType(), image), image);
    float[] cells = new float[labels.length];
    for (int i = 0; i < cells.length; i++)
      cells[i] = inner.getf(i) > 0 || edge.getf(i) > 0 ? labels[i] : 0;
    return new ImagePlus("cells", new FloatProcessor(width, height, cells));
  }
}
