package sc.fiji.unet.spark;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.imglib2.Interval;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.broadcast.Broadcast;
import sc.fiji.unet.formats.OmeZarr;
import sc.fiji.unet.formats.OmeZarrWriter;
import sc.fiji.unet.images.Bands;
import sc.fiji.unet.images.WholeFile;
import sc.fiji.unet.images.WithoutMargin;
import sc.fiji.unet.jobs.FileState;
import sc.fiji.unet.jobs.Reservation;
import sc.fiji.unet.jobs.SegmentBlocks;
import sc.fiji.unet.jobs.SegmentImage;
import sc.fiji.unet.jobs.SegmentationSettings;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.library.OpenModel;
import sc.fiji.unet.model.ProcessingStep.ElementWise;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;

/**
 * Segments an OME-Zarr image on Apache Spark: {@code IMAGE.zarr LABELS MODEL [KEY=VALUE ...]}. The
 * labels are those of one process, at IMAGE.zarr/labels/LABELS. A computer that is lost changes
 * nothing; started again with the same words, it goes on where it was.
 */
public final class SegmentZarr {

  /** More tasks than that Spark itself takes long for. */
  private static final int MOST_TASKS = 20_000;

  private SegmentZarr() {}

  /** Ends the program with 1 after an error, which is one sentence. */
  public static void main(String[] arguments) {
    try {
      if (arguments.length < 3)
        throw new UserException(
            "Name an image, labels and a model: IMAGE.zarr LABELS MODEL [KEY=VALUE ...].");
      Options options = Options.parse(Arrays.asList(arguments).subList(3, arguments.length));
      run(arguments[0], arguments[1], arguments[2], options, System.out);
    } catch (OutOfMemoryError e) {
      fail("Java's memory does not suffice: start java with more, such as -Xmx8g.");
    } catch (IOException | RuntimeException e) {
      fail(sentence(e).getMessage());
    }
  }

  private static void fail(String sentence) {
    System.err.println(sentence);
    System.exit(1);
  }

  /**
   * @return the number of objects
   */
  static int run(String image, String labels, String model, Options options, PrintStream log)
      throws IOException {
    OmeZarrWriter.requireName(labels);
    Workplace.computeOnOneCore();
    Path path;
    try (OmeZarr file = OmeZarr.open(Path.of(image).toAbsolutePath().normalize())) {
      path = file.folder();
    }
    // Tasks have folders of their own.
    String everywhere =
        Files.isRegularFile(Path.of(model)) ? Path.of(model).toAbsolutePath().toString() : model;
    OpenImage.anew(
        path.toString(), options, everywhere); // what is wrong is said before Spark starts
    options.over(SegmentImage.defaults(ModelLibrary.ofUser().describe(everywhere)));
    options.computing();
    try (Reservation reserved = Reservation.withFolder(path.resolve("labels").resolve(labels))) {
      return run(path, labels, everywhere, options, log);
    }
  }

  private static int run(Path path, String labels, String model, Options options, PrintStream log) {
    SparkConf conf = new SparkConf().setIfMissing("spark.master", "local[*]");
    conf.setIfMissing("spark.app.name", "U-Net: " + path.getFileName());
    conf.setIfMissing("spark.ui.enabled", "false");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      Job job = plan(path, labels, model, options, Banding.tasks(spark), log);
      int objects = run(spark, begin(job, log), log);
      log.println(objects + " objects, in '" + path.resolve("labels").resolve(labels) + "'.");
      return objects;
    } catch (Exception e) { // Spark throws what tasks threw, checked or not
      throw sentence(e);
    }
  }

  private static UserException sentence(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UserException user) return user;
      if (cause instanceof IOException file)
        return new UserException("A file cannot be read or written: " + file + ".", e);
    }
    return new UserException("Spark cannot do it: " + e.toString().lines().findFirst().get(), e);
  }

  /** Opens all once, so that what is wrong is said before anything is begun. */
  static Job plan(
      Path image, String labels, String model, Options options, Banding banding, PrintStream log)
      throws IOException {
    String path = image.toString();
    OpenImage own = OpenImage.anew(path, options, model);
    try (OpenModel open = ModelLibrary.ofUser().open(model, options.computing())) {
      WithoutMargin source =
          new WithoutMargin(
              own.source(), item -> Workplace.margins(path, options, model, item, banding));
      SegmentationSettings settings = options.over(SegmentImage.defaults(open.description()));
      Interval plane = SegmentBlocks.plane(open, settings, source, notes(log));
      SegmentBlocks blocks = new SegmentBlocks(open.description(), settings, source, plane);
      return new Job(
          path,
          FileState.words(image, own.file()),
          labels,
          model,
          Workplace.sha256(model),
          options,
          source.interval().dimension(0),
          source.interval().dimension(1),
          blocks.slices(),
          source.items(),
          plane.dimension(0),
          plane.dimension(1));
    }
  }

  private static Progress notes(PrintStream log) {
    return new Progress() {
      @Override
      public void report(String status, double fraction) {}

      @Override
      public boolean isCanceled() {
        return false;
      }

      @Override
      public void note(String sentence) {
        log.println(sentence);
      }
    };
  }

  /**
   * Goes on with what was begun with the same words, at the plane size that was measured then; what
   * other words left is deleted. That labels are unfinished, and whose they are, stands in a file
   * that is deleted when they are finished.
   */
  static Job begin(Job job, PrintStream log) throws IOException {
    Path mark = Path.of(job.image(), "labels", job.labels(), ".parts", "job");
    List<String> lines = Files.exists(mark) ? Files.readAllLines(mark) : List.of();
    String[] size = lines.isEmpty() ? new String[0] : lines.get(0).split(" ");
    Job same = job;
    boolean goOn =
        String.join("\n", lines.subList(Math.min(1, lines.size()), lines.size()))
                .equals(job.words())
            && size.length == 2;
    if (goOn) {
      same = job.withPlane(Long.parseLong(size[0]), Long.parseLong(size[1]));
      log.println("Going on with what was begun.");
    }
    try (OmeZarr image = OmeZarr.open(Path.of(job.image()));
        OmeZarrWriter labels = Workplace.begin(image, job, goOn)) {
      if (labels.isWhole()) throw new IllegalStateException("'" + mark + "' is in whole labels.");
    } finally {
      // Of words that were tried before, or of labels that a kill let no time to clean up after.
      for (Path other : Workplace.folders(job).all())
        if (!goOn || !other.equals(Workplace.folders(same).of(same.words())))
          WholeFile.deleteFolder(other);
    }
    if (goOn) return same;
    try (OmeZarr image = OmeZarr.open(Path.of(job.image()))) {
      Workplace.begin(image, job, true);
    }
    String words = job.planeWidth() + " " + job.planeHeight() + "\n" + job.words();
    WholeFile.write(mark, part -> Files.writeString(part, words, StandardCharsets.UTF_8));
    return job;
  }

  private static int run(JavaSparkContext spark, Job job, PrintStream log) throws IOException {
    log.println("Measuring " + job.items() + " planes...");
    long start = System.nanoTime();
    List<List<ElementWise>> steps = measure(spark, job);
    done(start, log);
    Broadcast<List<List<ElementWise>>> measured = spark.broadcast(steps);
    List<Job.Part> predictions = job.predictions();
    each(
        spark,
        "Predicting",
        predictions.size(),
        index -> {
          Workplace place = Workplace.of(job);
          place.predict(index, measured.value().get(place.itemOfPrediction(index)));
        },
        log);
    int blocks = job.blocks().size();
    each(spark, "Finding objects in", blocks, index -> Workplace.of(job).findPieces(index), log);
    log.println("Joining what lies in several blocks...");
    int objects = Workplace.of(job).join();
    each(spark, "Writing labels of", blocks, index -> Workplace.of(job).relabel(index), log);
    OmeZarrWriter labels = Workplace.of(job).labels();
    for (int i = 1; i < labels.levels(); i++) {
      int level = i;
      each(
          spark,
          "Writing resolution " + level + " of",
          labels.parts(level),
          part -> Workplace.of(job).labels().reduce(level, part),
          log);
    }
    labels.finish(Progress.NONE);
    WholeFile.deleteFolder(Workplace.folders(job).of(job.words()));
    return objects;
  }

  /** Many planes at once, or many bands of one. */
  private static List<List<ElementWise>> measure(JavaSparkContext spark, Job job)
      throws IOException {
    int bands = Bands.cut(job.plane()).size();
    if (job.items() >= Math.min(bands, spark.defaultParallelism()))
      return spark
          .parallelize(indices(job.items()), tasks(job.items()))
          .map(item -> Workplace.of(job).measure(item, Banding.HERE))
          .collect();
    List<List<ElementWise>> steps = new ArrayList<>();
    for (int item : indices(job.items()))
      steps.add(Workplace.of(job).measure(item, Banding.tasks(spark)));
    return steps;
  }

  private static void each(
      JavaSparkContext spark, String what, int count, VoidFunction<Integer> step, PrintStream log) {
    log.println(what + " " + count + " blocks...");
    long start = System.nanoTime();
    spark.parallelize(indices(count), tasks(count)).foreach(step);
    done(start, log);
  }

  private static void done(long start, PrintStream log) {
    log.println("Done after " + (System.nanoTime() - start) / 1_000_000_000 + " s.");
  }

  private static List<Integer> indices(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private static int tasks(int count) {
    return Math.min(count, MOST_TASKS);
  }
}
