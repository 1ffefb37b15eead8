package sc.fiji.unet.spark;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import sc.fiji.unet.bioimageio.PackageReader;
import sc.fiji.unet.formats.OmeZarr;
import sc.fiji.unet.formats.OmeZarrWriter;
import sc.fiji.unet.formats.PixelType;
import sc.fiji.unet.images.Margin;
import sc.fiji.unet.images.WholeFile;
import sc.fiji.unet.images.WithoutMargin;
import sc.fiji.unet.images.WorkFolders;
import sc.fiji.unet.jobs.SegmentBlocks;
import sc.fiji.unet.jobs.SegmentImage;
import sc.fiji.unet.labels.Block;
import sc.fiji.unet.labels.BlockObjects;
import sc.fiji.unet.labels.JoinedBlocks;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.library.OpenModel;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.ProcessingStep.ElementWise;
import sc.fiji.unet.progress.UserException;

/**
 * A job as one program works on it: its files, and the model, which is opened once, at the first
 * prediction. Each step writes a file of its own, whole or not at all, and is left out where that
 * is there: so what was interrupted, or is done twice, changes nothing.
 */
final class Workplace {

  /**
   * The one of this program, static as Spark's tasks have nothing else in common, and a model takes
   * seconds to open.
   */
  private static Workplace current;

  private static final int[] LABEL_CHUNK = {512, 512, 1, 1, 1};

  /** Width and height, small as a block reads a little of its neighbours'. */
  private static final int CHUNK = 256;

  private final Job job;
  private final SegmentBlocks blocks;
  private final List<Job.Part> predictions;
  private final List<Job.Part> parts;
  private final int channels;
  private final OmeZarrWriter maps;
  private final OmeZarrWriter pieces;
  private final OmeZarrWriter labels;
  private final Path folder;

  /** Of the image, whether objects go through them or not. */
  private final int slices;

  private OpenModel model;

  private Workplace(Job job) throws IOException {
    this.job = job;
    if (!sha256(job.model()).equals(job.sha256()))
      throw new UserException(
          "The model '"
              + job.model()
              + "' is another one on this computer than on that where the work was begun: copy the"
              + " same file to all.");
    OpenImage open = OpenImage.of(job.image(), job.options(), job.model());
    ModelDescription description = ModelLibrary.ofUser().describe(job.model());
    blocks =
        new SegmentBlocks(
            description,
            job.options().over(SegmentImage.defaults(description)),
            new WithoutMargin(open.source(), this::margins),
            job.plane());
    predictions = job.predictions();
    parts = job.blocks();
    channels = description.output().channels().size();
    folder = folders(job).of(job.words());
    slices = open.source().slices();
    int frames = job.items() / slices;
    maps =
        OmeZarrWriter.between(
            folder.resolve("maps"),
            PixelType.FLOAT32,
            new long[] {job.planeWidth(), job.planeHeight(), channels, slices, frames},
            new int[] {CHUNK, CHUNK, channels, 1, 1});
    pieces =
        OmeZarrWriter.between(
            folder.resolve("pieces"),
            PixelType.UINT32,
            new long[] {job.width(), job.height(), 1, slices, frames},
            new int[] {CHUNK, CHUNK, 1, 1, 1});
    labels = begin(open.file(), job, true);
  }

  /** Where the steps' files are, by the job's words: tasks of others may not be over yet. */
  static WorkFolders folders(Job job) {
    return new WorkFolders(Path.of(job.image(), "labels", job.labels()));
  }

  static OmeZarrWriter begin(OmeZarr image, Job job, boolean goOn) {
    return OmeZarrWriter.labels(image, job.options().level(), job.labels(), LABEL_CHUNK, goOn);
  }

  static synchronized Workplace of(Job job) throws IOException {
    if (current == null || !current.job.equals(job)) {
      if (current != null && current.model != null) current.model.close();
      current = new Workplace(job);
    }
    return current;
  }

  private synchronized OpenModel model() throws IOException {
    if (model == null) {
      computeOnOneCore();
      model = ModelLibrary.ofUser().open(job.model(), job.options().computing());
    }
    return model;
  }

  /** There is a task for each core: PyTorch, if it does not run yet, shall not use all for each. */
  static void computeOnOneCore() {
    String key = "ai.djl.pytorch.num_threads";
    if (System.getProperty(key) == null) System.setProperty(key, "1");
  }

  static String sha256(String model) throws IOException {
    try (InputStream in = ModelLibrary.ofUser().stream(model)) {
      return PackageReader.sha256(in.readAllBytes());
    }
  }

  List<ElementWise> measure(int item, Banding banding) {
    margins(item, banding);
    Job own = job;
    return measured("steps", item, () -> blocks.measure(banding.of(() -> shown(own, item))));
  }

  private static List<RandomAccessibleInterval<FloatType>> shown(Job job, int item)
      throws IOException {
    return of(job).blocks.shown(item);
  }

  private Map<Integer, Margin> margins(int item) {
    return margins(item, Banding.HERE);
  }

  private Map<Integer, Margin> margins(int item, Banding banding) {
    return measured(
        "margins", item, () -> margins(job.image(), job.options(), job.model(), item, banding));
  }

  /** Those of a plane of an image. */
  static Map<Integer, Margin> margins(
      String image, Options options, String model, int item, Banding banding) {
    try {
      return Margin.of(
          OpenImage.of(image, options, model).channels(item),
          banding.of(() -> OpenImage.of(image, options, model).channels(item)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Measuring<T> {
    T run() throws IOException;
  }

  /** What is in a file, or comes into it. */
  private <T> T measured(String what, int item, Measuring<T> measuring) {
    Path file = folder.resolve(what).resolve(String.valueOf(item));
    try {
      if (Files.exists(file))
        try (DataInputStream in = read(file)) {
          return Measured.read(in);
        }
      T measured = measuring.run();
      write(file, out -> Measured.write(measured, out));
      return measured;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int itemOfPrediction(int index) {
    return predictions.get(index).item();
  }

  void predict(int index, List<ElementWise> steps) throws IOException {
    Job.Part part = predictions.get(index);
    long[] min = place(part.item(), part.box());
    int[] size = size(part.box(), channels);
    if (maps.isWritten(min, size)) return;
    maps.write(min, size, blocks.predict(model(), part.item(), steps, part.box()));
  }

  /** First pixel of a box, in ImageJ's order. */
  private long[] place(int item, Interval box) {
    long z = item % slices + (box.numDimensions() == 2 ? 0 : box.min(2));
    return new long[] {box.min(0), box.min(1), 0, z, item / slices};
  }

  private static int[] size(Interval box, int channels) {
    int depth = box.numDimensions() == 2 ? 1 : (int) box.dimension(2);
    return new int[] {(int) box.dimension(0), (int) box.dimension(1), channels, depth, 1};
  }

  void findPieces(int index) throws IOException {
    Job.Part part = parts.get(index);
    long[] min = place(part.item(), part.box());
    int[] size = size(part.box(), 1);
    if (Files.exists(pieces(index)) && pieces.isWritten(min, size)) return;
    Block block = new Block(part.box(), job.whole());
    Interval needed = blocks.needed(block);
    int[] range = blocks.slices(block);
    List<RandomAccessibleInterval<FloatType>> predicted = new ArrayList<>();
    for (int z = range[0]; z <= range[1]; z++) predicted.add(maps(part.item() + z, needed));
    BlockObjects found = blocks.objects(part.item(), block, predicted);
    pieces.write(min, size, found.pieces());
    write(pieces(index), found::write);
  }

  private RandomAccessibleInterval<FloatType> maps(int item, Interval part) {
    long[] size = {part.dimension(0), part.dimension(1), channels};
    float[] values = new float[Math.toIntExact(size[0] * size[1] * size[2])];
    requireWritten(maps, place(item, part), size(part, channels));
    maps.read(place(item, part), size(part, channels), values);
    return Views.translate(ArrayImgs.floats(values, size), part.min(0), part.min(1), 0);
  }

  /** A missing chunk would be read as 0. */
  private void requireWritten(OmeZarrWriter array, long[] min, int[] size) {
    if (!array.isWritten(min, size))
      throw new UserException(
          "'"
              + array.folder()
              + "' has lost a part of what was written there: start again with the same words.");
  }

  /** What must be written whole. */
  interface Content {
    void write(DataOutputStream out) throws IOException;
  }

  private static void write(Path file, Content content) throws IOException {
    Files.createDirectories(file.getParent());
    WholeFile.write(
        file,
        part -> {
          try (OutputStream bytes = Files.newOutputStream(part);
              DataOutputStream out =
                  new DataOutputStream(
                      new BufferedOutputStream(new DeflaterOutputStream(bytes), 1 << 16))) {
            content.write(out);
          }
        });
  }

  private static DataInputStream read(Path file) throws IOException {
    InputStream bytes = Files.newInputStream(file);
    return new DataInputStream(new BufferedInputStream(new InflaterInputStream(bytes), 1 << 16));
  }

  private Path pieces(int block) {
    return folder.resolve("blocks").resolve(String.valueOf(block));
  }

  private Path labels(int block) {
    return folder.resolve("joined").resolve(String.valueOf(block));
  }

  /**
   * Joins the pieces of all blocks: the one step that looks at all.
   *
   * @return the number of objects
   */
  int join() throws IOException {
    int objects = 0;
    for (int first = 0, next; first < parts.size(); first = next) {
      JoinedBlocks joining = blocks.joining();
      int item = parts.get(first).item();
      for (next = first; next < parts.size() && parts.get(next).item() == item; next++)
        try (DataInputStream in = read(pieces(next))) {
          joining.add(BlockObjects.read(in));
        }
      objects += joining.finish(blocks.filter(), objects + 1);
      for (int block = first; block < next; block++) {
        int[] own = joining.labels(block - first);
        write(
            labels(block),
            out -> {
              out.writeInt(own.length);
              for (int label : own) out.writeInt(label);
            });
      }
    }
    return objects;
  }

  void relabel(int index) throws IOException {
    Job.Part part = parts.get(index);
    long[] min = place(part.item(), part.box());
    int[] size = size(part.box(), 1);
    if (labels.isWritten(min, size)) return;
    int[] own;
    try (DataInputStream in = read(labels(index))) {
      own = new int[in.readInt()];
      for (int i = 0; i < own.length; i++) own[i] = in.readInt();
    }
    int[] values = new int[IntStream.of(size).reduce(1, Math::multiplyExact)];
    requireWritten(pieces, min, size);
    pieces.read(min, size, values);
    for (int p = 0; p < values.length; p++) values[p] = own[values[p]];
    labels.write(min, size, values);
  }

  /** The labels, of which no more than coarser resolutions are missing. */
  OmeZarrWriter labels() {
    return labels;
  }
}
