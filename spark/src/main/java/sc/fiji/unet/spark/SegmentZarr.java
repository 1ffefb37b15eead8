package sc.fiji.unet.spark;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.imglib2.Interval;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.broadcast.Broadcast;
import sc.fiji.unet.formats.FileSource;
import sc.fiji.unet.formats.OmeZarr;
import sc.fiji.unet.formats.OmeZarrWriter;
import sc.fiji.unet.images.WholeFile;
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
  public static void main(String[] arguments) throws IOException {
    try {
      if (arguments.length < 3)
        throw new UserException(
            "Name an image, labels and a model: IMAGE.zarr LABELS MODEL [KEY=VALUE ...].");
      Options options = Options.parse(Arrays.asList(arguments).subList(3, arguments.length));
      int objects = run(arguments[0], arguments[1], arguments[2], options, System.out);
      System.out.println(
          objects + " objects, in '" + arguments[0] + "/labels/" + arguments[1] + "'.");
    } catch (UserException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  /**
   * @return the number of objects
   */
  static int run(String image, String labels, String model, Options options, PrintStream log)
      throws IOException {
    OmeZarrWriter.requireName(labels);
    Workplace.computeOnOneCore();
    Job job = plan(Path.of(image).toAbsolutePath().normalize(), labels, model, options, log);
    begin(job);
    SparkConf conf = new SparkConf().setIfMissing("spark.master", "local[*]");
    conf.setIfMissing("spark.app.name", "U-Net: " + Path.of(image).getFileName());
    conf.setIfMissing("spark.ui.enabled", "false");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      return run(spark, job, log);
    } catch (Exception e) { // Spark throws what tasks threw, checked or not
      throw sentence(e);
    }
  }

  private static RuntimeException sentence(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UserException user) return user;
      if (cause instanceof IOException file)
        return new UserException("A file cannot be read or written: " + file.getMessage() + ".", e);
    }
    return e instanceof RuntimeException same ? same : new IllegalStateException(e);
  }

  /** Opens all once, so that what is wrong is said before anything is begun. */
  static Job plan(Path image, String labels, String model, Options options, PrintStream log)
      throws IOException {
    try (OmeZarr file = OmeZarr.open(image);
        OpenModel open = ModelLibrary.ofUser().open(model, options.computing())) {
      FileSource source =
          FileSource.of(file, options.level(), open.description(), options.channels());
      SegmentationSettings settings = options.over(SegmentImage.defaults(open.description()));
      Interval plane = SegmentBlocks.plane(open, settings, source, notes(log));
      SegmentBlocks blocks = new SegmentBlocks(open.description(), settings, source, plane);
      return new Job(
          image.toString(),
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

  /** Goes on with the same job, and deletes what another one left. */
  static void begin(Job job) throws IOException {
    Path folder = Workplace.folder(job.image(), job.labels());
    Path mark = folder.resolve("job");
    String words = job.toString();
    boolean isSame =
        Files.exists(mark) && Files.readString(mark, StandardCharsets.UTF_8).equals(words);
    try (OmeZarr image = OmeZarr.open(Path.of(job.image()));
        OmeZarrWriter whole = Workplace.begin(image, job, isSame)) {
      if (whole.isWhole())
        throw new UserException(
            "'" + whole.folder() + "' exists already: choose another name, or delete that folder.");
    }
    if (isSame) return;
    Workplace.delete(folder);
    Files.createDirectories(folder);
    WholeFile.write(mark, part -> Files.writeString(part, words, StandardCharsets.UTF_8));
  }

  private static int run(JavaSparkContext spark, Job job, PrintStream log) throws IOException {
    log.println("Measuring " + job.items() + " planes...");
    List<List<ElementWise>> steps =
        spark
            .parallelize(indices(job.items()), tasks(job.items()))
            .map(item -> Workplace.of(job).measure(item))
            .collect();
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
    Workplace.delete(Workplace.folder(job.image(), job.labels()));
    return objects;
  }

  private static void each(
      JavaSparkContext spark, String what, int count, VoidFunction<Integer> step, PrintStream log) {
    log.println(what + " " + count + " blocks...");
    spark.parallelize(indices(count), tasks(count)).foreach(step);
  }

  private static List<Integer> indices(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private static int tasks(int count) {
    return Math.min(count, MOST_TASKS);
  }
}
