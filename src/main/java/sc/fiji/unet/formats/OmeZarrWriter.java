package sc.fiji.unet.formats;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.IntStream;
import sc.fiji.unet.images.WholeFile;
import sc.fiji.unet.model.PixelSize;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;

/**
 * Writes an image, or labels of one, as OME-Zarr, chunk by chunk, from any number of threads or
 * programs, each of which writes whole chunks of its own. A chunk's file is there whole or not at
 * all. That it is an image is written last, by {@link #finish}: what was interrupted is no image to
 * any program. A folder in it, .parts, says that it is not finished: who begins anew deletes it,
 * who goes on (several programs that write one image, all but the first) adds to it, {@link
 * #isWritten} telling what is there. {@link #close} deletes what is not finished, of the writer
 * that began it.
 */
public final class OmeZarrWriter implements ImageWriter {

  private static final String NAME = "[\\p{L}\\p{N}]([\\p{L}\\p{N} ._-]*[\\p{L}\\p{N}])?";

  private final Path folder;
  private final NgffVersion version;
  private final PixelType type;
  private final Pyramid pyramid;
  private final Multiscale image;
  private final int[] chunk;
  private final boolean labels;
  private final boolean began;

  /** Read by who writes chunks, and written by who closes this, and then nobody writes. */
  private final ReadWriteLock open = new ReentrantReadWriteLock();

  private volatile boolean closed;

  /** Of the resolutions. */
  private final List<ZarrArray> arrays;

  private OmeZarrWriter(
      Path folder,
      NgffVersion version,
      PixelType type,
      Pyramid pyramid,
      int[] chunk,
      boolean labels,
      boolean goOn) {
    this.folder = folder;
    this.version = version;
    this.type = type;
    this.pyramid = pyramid;
    image = pyramid.image();
    long[] size = pyramid.size(0);
    this.chunk = chunk.clone();
    for (int i = 0; i < chunk.length; i++) {
      if (chunk[i] < 1 || size[i] < 1)
        throw new IllegalArgumentException(
            Arrays.toString(chunk) + " pixels of " + Arrays.toString(size));
      this.chunk[i] = (int) Math.min(chunk[i], size[i]);
    }
    this.labels = labels;
    began = !goOn;
    if (began && Files.exists(folder)) {
      if (!isUnfinished())
        throw new UserException(
            "'" + folder + "' exists already: choose another name, or delete that folder.");
      delete(folder);
    }
    if (!isWhole()) {
      try {
        Files.createDirectories(parts());
      } catch (IOException e) {
        throw Failure.writing(folder, e);
      }
    }
    arrays = IntStream.range(0, pyramid.levels()).mapToObj(this::begin).toList();
  }

  /**
   * Begins labels of an image, at IMAGE.zarr/labels/NAME: whole numbers of 32 bit, without sign, in
   * the image's version of OME-Zarr, with its axes but that of channels.
   *
   * @param level the image's resolution that the labels are of
   * @param chunk what a file holds, five numbers in ImageJ's order
   * @param goOn whether to go on with what was begun; else what an unfinished one left is deleted
   * @throws UserException if there are such labels, the name cannot be one, those to go on with
   *     have another size or chunk, or nothing can be written there
   */
  public static OmeZarrWriter labels(
      OmeZarr image, int level, String name, int[] chunk, boolean goOn) {
    requireName(name);
    List<long[]> sizes = new ArrayList<>();
    for (int i = level; i < image.levels(); i++) sizes.add(size(image, i, 1));
    return new OmeZarrWriter(
        image.folder().resolve("labels").resolve(name),
        image.version(),
        PixelType.UINT32,
        Pyramid.ofLabels(beside(image, level, List.of()), sizes, image.levels()),
        chunk,
        true,
        goOn);
  }

  /**
   * Begins maps of an image: floats of 32 bit in the image's version of OME-Zarr, with its axes and
   * a channel for each map.
   *
   * @param level the image's resolution that the maps are of
   * @param folder of the new image
   * @param names of the maps, at least one
   * @param chunk what a file holds, five numbers in ImageJ's order
   * @param goOn whether to go on with what was begun; else what an unfinished one left is deleted
   * @throws UserException if there is such a folder, that to go on with has another size or chunk,
   *     or nothing can be written there
   */
  public static OmeZarrWriter maps(
      OmeZarr image, int level, Path folder, List<String> names, int[] chunk, boolean goOn) {
    return new OmeZarrWriter(
        folder,
        image.version(),
        PixelType.FLOAT32,
        Pyramid.ofMeans(beside(image, level, names), size(image, level, names.size())),
        chunk,
        false,
        goOn);
  }

  /**
   * @param name of what is written, which becomes one of a folder, or a part of it
   * @throws UserException if it cannot be one on every computer
   */
  public static void requireName(String name) {
    if (!name.matches(NAME))
      throw new UserException(
          "'"
              + name
              + "' cannot be the name of what is written: allowed are letters, digits and, between"
              + " them, blanks, '.', '_' and '-'.");
  }

  private static long[] size(OmeZarr image, int level, int channels) {
    long[] size = image.size(level);
    size[Multiscale.ORDER.indexOf('c')] = channels;
    return size;
  }

  /**
   * Begins an image; what an unfinished one left is deleted.
   *
   * @param size five numbers in ImageJ's order; it gets axes for those above 1, and x and y
   * @param chunk what a file holds, five numbers
   * @param pixelSize empty if it is not known
   * @param sliceSpacing distance of slices in widths of a pixel
   * @param channels names; empty if they have none
   * @throws UserException if there is such a folder, or nothing can be written there
   */
  public static OmeZarrWriter image(
      Path folder,
      NgffVersion version,
      PixelType type,
      long[] size,
      int[] chunk,
      Optional<PixelSize> pixelSize,
      double sliceSpacing,
      List<String> channels) {
    return image(folder, version, type, size, chunk, pixelSize, sliceSpacing, channels, false);
  }

  /**
   * Begins or goes on with an array of numbers that is never finished: what is between two steps of
   * a work that many programs do. Its folder is deleted in the end.
   *
   * @param size five numbers in ImageJ's order
   * @param chunk what a file holds, five numbers
   */
  public static OmeZarrWriter between(Path folder, PixelType type, long[] size, int[] chunk) {
    return image(folder, NgffVersion.V0_5, type, size, chunk, Optional.empty(), 1, List.of(), true);
  }

  private static OmeZarrWriter image(
      Path folder,
      NgffVersion version,
      PixelType type,
      long[] size,
      int[] chunk,
      Optional<PixelSize> pixelSize,
      double sliceSpacing,
      List<String> channels,
      boolean goOn) {
    List<Multiscale.Axis> axes = new ArrayList<>();
    List<Double> scale = new ArrayList<>();
    for (String name : Multiscale.WRITTEN) {
      int index = Multiscale.ORDER.indexOf(name);
      if (size[index] == 1 && index > 1) continue;
      double width = pixelSize.map(PixelSize::width).orElse(1.);
      boolean isSpace = pixelSize.isPresent() && !"tc".contains(name);
      axes.add(new Multiscale.Axis(name, isSpace ? Optional.of("micrometer") : Optional.empty()));
      scale.add(
          switch (name) {
            case "x" -> width;
            case "y" -> pixelSize.map(PixelSize::height).orElse(1.);
            case "z" -> width * sliceSpacing;
            default -> 1.;
          });
    }
    List<Double> translation = scale.stream().map(number -> 0.).toList();
    Multiscale image =
        new Multiscale(
            axes, List.of(new Multiscale.Level("0", scale, translation)), List.copyOf(channels));
    return new OmeZarrWriter(
        folder, version, type, Pyramid.ofMeans(image, size.clone()), chunk, false, goOn);
  }

  /** Axes of an image, with channels or without, and where it lies from a level on. */
  private static Multiscale beside(OmeZarr image, int level, List<String> channels) {
    Multiscale there = image.image();
    List<Multiscale.Axis> axes = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (String name : Multiscale.WRITTEN) {
      boolean isChannel = name.equals("c");
      if (isChannel ? channels.isEmpty() : there.axis(name) < 0) continue;
      places.add(isChannel ? -1 : there.axis(name));
      axes.add(
          new Multiscale.Axis(
              name, isChannel ? Optional.empty() : there.axes().get(there.axis(name)).unit()));
    }
    List<Multiscale.Level> levels = new ArrayList<>();
    for (Multiscale.Level from : there.levels().subList(level, there.levels().size()))
      levels.add(
          new Multiscale.Level(
              "",
              places.stream().map(axis -> axis < 0 ? 1. : from.scale().get(axis)).toList(),
              places.stream().map(axis -> axis < 0 ? 0. : from.translation().get(axis)).toList()));
    return new Multiscale(axes, levels, List.copyOf(channels));
  }

  /** Where it is written. */
  public Path folder() {
    return folder;
  }

  @Override
  public long[] size() {
    return pyramid.size(0);
  }

  @Override
  public int[] blockSize() {
    return new int[] {chunk[0], chunk[1]};
  }

  /**
   * Deletes what is not finished, if it was begun here, when no thread writes it any more; else
   * leaves it to be gone on with.
   */
  @Override
  public void close() {
    closed = true;
    if (!began) return;
    open.writeLock().lock();
    try {
      if (isWhole()) return;
      delete(folder);
      if (labels) folder.getParent().toFile().delete(); // if it holds no others
    } finally {
      open.writeLock().unlock();
    }
  }

  /** Whether all is written, also that it is an image: then nothing more may be written. */
  public boolean isWhole() {
    return !isUnfinished() && ZarrGroup.read(folder).isPresent();
  }

  private boolean isUnfinished() {
    return Files.exists(parts());
  }

  /**
   * Whether a region's chunks are all written.
   *
   * @param min its first pixel
   * @param size five numbers
   */
  public boolean isWritten(long[] min, int[] size) {
    return region(min, size).isWritten();
  }

  /**
   * Writes a region of whole numbers.
   *
   * @param min its first pixel, a chunk's first one
   * @param size five numbers, up to the end of a chunk or of the image
   * @param values as many as the region has pixels, x fastest; labels from 0
   * @throws CancellationException if this is closed
   * @throws UserException if the disk is full or cannot be written
   */
  @Override
  public void write(long[] min, int[] size, int[] values) {
    write(min, size, writing(values));
  }

  /**
   * Writes a region; where whole numbers are stored, values are rounded.
   *
   * @param min its first pixel, a chunk's first one
   * @param size five numbers, up to the end of a chunk or of the image
   * @param values as many as the region has pixels, x fastest
   * @throws CancellationException if this is closed
   * @throws UserException if the disk is full or cannot be written
   */
  @Override
  public void write(long[] min, int[] size, float[] values) {
    write(min, size, writing(values));
  }

  private void write(long[] min, int[] size, ZarrArray.Rows rows) {
    if (isWhole()) throw new IllegalStateException("'" + folder + "' is whole.");
    for (int i = 0; i < size.length; i++) {
      long end = min[i] + size[i];
      if (min[i] % chunk[i] != 0 || end % chunk[i] != 0 && end != size()[i])
        throw new IllegalArgumentException(
            Arrays.toString(size) + " pixels from " + Arrays.toString(min) + " are no chunks");
    }
    write(region(min, size), rows);
  }

  private void write(ZarrArray.Region region, ZarrArray.Rows rows) {
    open.readLock().lock();
    try {
      if (closed) throw new CancellationException();
      region.write(parts(), rows);
    } finally {
      open.readLock().unlock();
    }
  }

  /**
   * Reads what was written: labels that are not yet joined, for example.
   *
   * @param min its first pixel
   * @param size five numbers
   * @param values as many as the region has pixels, x fastest; 0 where nothing was written
   * @throws UserException if it cannot be read
   */
  public void read(long[] min, int[] size, int[] values) {
    region(min, size).read(reading(values));
  }

  /** The same of maps. */
  public void read(long[] min, int[] size, float[] values) {
    region(min, size).read(reading(values));
  }

  private ZarrArray.Region region(long[] min, int[] size) {
    return OmeZarr.region(arrays.get(0), image, size(), min, size);
  }

  /**
   * Makes an image of what was written: adds coarser resolutions, and then what says so. Labels get
   * those of their image, by the nearest pixel, and others are halved by the mean of four pixels;
   * they are finished when their image lists them. If it is interrupted, it can be done again, or
   * all is written again by who begins anew.
   *
   * @throws IllegalStateException if there are chunks that were not written
   * @throws UserException if the disk is full or cannot be written
   * @throws CancellationException if canceled, or closed
   */
  @Override
  public void finish(Progress progress) {
    if (closed) throw new CancellationException();
    if (!isWhole()) {
      for (long[] cell : cells(0))
        if (!isWritten(min(cell), size(cell, 0)))
          throw new IllegalStateException("Nothing was written at " + Arrays.toString(min(cell)));
      for (int level = 1; level < pyramid.levels(); level++) reduce(level, progress);
      ZarrGroup group = ZarrGroup.create(folder, version);
      image.describe(group, folder.getFileName().toString(), labels ? "nearest" : "mean", type);
      if (labels) group.ome().object().add("image-label", source());
      group.write();
    }
    if (labels) list();
    delete(parts());
  }

  /** Writes a resolution, of the one before, on all cores. */
  private void reduce(int level, Progress progress) {
    int parts = parts(level);
    AtomicInteger done = new AtomicInteger();
    IntStream.range(0, parts)
        .parallel()
        .forEach(
            part -> {
              if (progress.isCanceled()) throw new CancellationException();
              reduce(level, part);
              progress.report(
                  "Writing resolution " + level + "...", (double) done.incrementAndGet() / parts);
            });
  }

  /** Number of resolutions. */
  public int levels() {
    return pyramid.levels();
  }

  /** Number of parts of a resolution: {@link #reduce(int, int)}. */
  public int parts(int level) {
    return Math.toIntExact(counts(level).stream().reduce(1L, Math::multiplyExact));
  }

  /**
   * Writes a part of a resolution, unless it is there, when the finer one is written: {@link
   * #finish} writes what nobody wrote.
   *
   * @param level from 1
   * @param part from 0
   */
  public void reduce(int level, int part) {
    long[] cell = new long[chunk.length];
    long rest = part;
    List<Long> counts = counts(level);
    for (int d = 0; d < cell.length; d++) {
      cell[d] = rest % counts.get(d);
      rest /= counts.get(d);
    }
    ZarrArray coarser = arrays.get(level);
    ZarrArray.Region region =
        OmeZarr.region(coarser, image, pyramid.size(level), min(cell), size(cell, level));
    if (!region.isWritten()) reduce(cell, level, arrays.get(level - 1), coarser);
  }

  private List<Long> counts(int level) {
    return IntStream.range(0, chunk.length)
        .mapToObj(d -> (pyramid.size(level)[d] - 1) / chunk[d] + 1)
        .toList();
  }

  private void reduce(long[] cell, int level, ZarrArray finer, ZarrArray coarser) {
    long[] min = min(cell);
    int[] part = size(cell, level);
    long[] fineMin = new long[min.length];
    int[] finePart = new int[min.length];
    int[][] places = new int[min.length][];
    for (int d = 0; d < min.length; d++) {
      long[] fine = pyramid.finer(level, d, min[d], part[d]);
      fineMin[d] = fine[0];
      places[d] = Arrays.stream(fine).mapToInt(place -> (int) (place - fine[0])).toArray();
      // A mean takes what lies behind the last one, too.
      boolean isMean = !labels && d < 2 && fine[part[d] - 1] + 1 < pyramid.size(level - 1)[d];
      finePart[d] = places[d][part[d] - 1] + (isMean ? 2 : 1);
    }
    int pixels = Arrays.stream(finePart).reduce(1, Math::multiplyExact);
    ZarrArray.Region from =
        OmeZarr.region(finer, image, pyramid.size(level - 1), fineMin, finePart);
    ZarrArray.Region to = OmeZarr.region(coarser, image, pyramid.size(level), min, part);
    if (labels) {
      int[] values = new int[pixels];
      from.read(reading(values));
      write(to, writing(Reduction.nearest(values, finePart, places)));
    } else {
      float[] values = new float[pixels];
      from.read(reading(values));
      write(to, writing(Reduction.mean(values, finePart)));
    }
  }

  private ZarrArray.Rows reading(int[] values) {
    return (pixels, first, step, at, count) -> type.toInts(pixels, first, step, values, at, count);
  }

  private ZarrArray.Rows reading(float[] values) {
    return (pixels, first, step, at, count) ->
        type.toFloats(pixels, first, step, values, at, count);
  }

  /** Chunks are written in the order of their axes: pixels of a row follow one another. */
  private ZarrArray.Rows writing(int[] values) {
    return (pixels, first, step, at, count) -> type.fromInts(values, at, pixels, first, count);
  }

  private ZarrArray.Rows writing(float[] values) {
    return (pixels, first, step, at, count) -> type.fromFloats(values, at, pixels, first, count);
  }

  private List<long[]> cells(int level) {
    long[] cell = Arrays.stream(chunk).asLongStream().toArray();
    return ZarrArray.cells(new long[cell.length], pyramid.size(level), cell);
  }

  private long[] min(long[] cell) {
    long[] min = new long[cell.length];
    Arrays.setAll(min, d -> cell[d] * chunk[d]);
    return min;
  }

  private int[] size(long[] cell, int level) {
    int[] part = new int[cell.length];
    Arrays.setAll(part, d -> (int) Math.min(chunk[d], pyramid.size(level)[d] - cell[d] * chunk[d]));
    return part;
  }

  /** The array of a resolution, which is begun if it is not there. */
  private ZarrArray begin(int level) {
    List<Long> shape = new ArrayList<>();
    List<Long> part = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Multiscale.Axis axis : image.axes()) {
      shape.add(pyramid.size(level)[axis.index()]);
      part.add((long) chunk[axis.index()]);
      names.add(axis.name());
    }
    Path there = folder.resolve(String.valueOf(level));
    boolean second = version == NgffVersion.V0_4;
    JsonObject wanted =
        second
            ? ZarrMetadata.second(shape, part, type)
            : ZarrMetadata.third(shape, part, type, names);
    Path file = there.resolve(second ? ".zarray" : "zarr.json");
    Optional<Json> found = Json.read(file);
    if (found.isEmpty()) Json.write(file, wanted);
    else if (!found.get().object().equals(wanted))
      throw new UserException(
          "'"
              + folder
              + "' was begun with another size, chunk or type of pixel, so that it cannot be gone on"
              + " with: choose another name, or delete that folder.");
    return new ZarrArray(there, ZarrMetadata.read(there).orElseThrow());
  }

  private JsonObject source() {
    JsonObject source = new JsonObject();
    source.addProperty("image", "../../");
    JsonObject json = new JsonObject();
    json.addProperty("version", version.number());
    json.add("source", source);
    return json;
  }

  /** Adds the labels to those that the image says it has. */
  private void list() {
    ZarrGroup group =
        ZarrGroup.read(folder.getParent())
            .orElseGet(() -> ZarrGroup.create(folder.getParent(), version));
    JsonObject ome = group.ome().object();
    JsonElement list = ome.get("labels");
    JsonArray names = list != null && list.isJsonArray() ? list.getAsJsonArray() : new JsonArray();
    JsonPrimitive name = new JsonPrimitive(folder.getFileName().toString());
    if (names.contains(name)) return;
    names.add(name);
    ome.add("labels", names);
    group.write();
  }

  /** For what is not yet complete. */
  private Path parts() {
    return folder.resolve(".parts");
  }

  /** The names of what is in a folder follow .parts, so that what is half deleted is unfinished. */
  private static void delete(Path folder) {
    try {
      WholeFile.deleteFolder(folder);
    } catch (IOException e) {
      throw Failure.writing(folder, e);
    }
  }
}
