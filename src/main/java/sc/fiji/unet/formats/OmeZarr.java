package sc.fiji.unet.formats;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import sc.fiji.unet.model.PixelSize;
import sc.fiji.unet.progress.UserException;

/**
 * An image in an OME-Zarr folder: OME-NGFF 0.4 in Zarr 2, or 0.5 in Zarr 3, of any of the axes t,
 * c, z, y, x. Read are whole numbers and floats of any width and byte order, compressed by zlib,
 * gzip, zstd or blosc (not its Snappy), in shards or not. It holds no file open, but chunks that a
 * slice took a part of, up to an eighth of the heap; {@link #close} lets them go.
 */
public final class OmeZarr implements ImageFile {

  private final Path folder;
  private final NgffVersion version;
  private final Multiscale image;
  private final List<ZarrArray> arrays;
  private final Recent<String, ByteBuffer> cache;

  private OmeZarr(
      Path folder,
      NgffVersion version,
      Multiscale image,
      List<ZarrArray> arrays,
      Recent<String, ByteBuffer> cache) {
    this.cache = cache;
    this.folder = folder;
    this.version = version;
    this.image = image;
    this.arrays = arrays;
  }

  /**
   * Reads an image's metadata.
   *
   * @param path the image's folder: NAME.zarr, or one image in it, such as NAME.zarr/1 or
   *     NAME.zarr/labels/cells. Where NAME.zarr holds several images, as bioformats2raw writes them
   *     (one a series), it means the first one, NAME.zarr/0
   * @throws UserException if there is no such image, or one that is not read
   */
  public static OmeZarr open(Path path) {
    if (!Files.exists(path)) throw new UserException("There is no '" + path + "'.");
    ZarrGroup group = ZarrGroup.read(path).orElseThrow(() -> none(path));
    if (!group.ome().has("multiscales")) {
      if (group.ome().has("plate"))
        throw new UserException(
            "'" + path + "' is a plate: name one image in it, such as '" + path + "/A/1/0'.");
      if (!group.ome().has("bioformats2raw.layout")) throw none(path);
      Path first = path.resolve("0");
      group = ZarrGroup.read(first).orElseThrow(() -> none(first));
    }
    if (group.ome().children("multiscales").isEmpty()) throw none(group.folder());
    Multiscale image = Multiscale.read(group);
    List<ZarrArray> arrays = new ArrayList<>();
    Recent<String, ByteBuffer> cache = new Recent<>(Recent.SHARE, ByteBuffer::capacity);
    for (Multiscale.Level level : image.levels())
      arrays.add(array(group, image, level.path(), cache));
    return new OmeZarr(group.folder(), group.version(), image, List.copyOf(arrays), cache);
  }

  private static ZarrArray array(
      ZarrGroup group, Multiscale image, String path, Recent<String, ByteBuffer> cache) {
    Path folder = folder(group, path);
    ZarrMetadata metadata =
        ZarrMetadata.read(folder)
            .orElseThrow(
                () ->
                    new UserException(
                        "'"
                            + folder
                            + "' is missing, of which '"
                            + group.root().file()
                            + "' says"
                            + " that it is a resolution of the image."));
    if (metadata.shape().size() != image.axes().size())
      throw new UserException(
          "'"
              + folder
              + "' has "
              + metadata.shape().size()
              + " axes, but '"
              + group.root().file()
              + "' names "
              + image.axes().size()
              + ".");
    return new ZarrArray(folder, metadata, cache);
  }

  private static Path folder(ZarrGroup group, String path) {
    try {
      return group.folder().resolve(path);
    } catch (InvalidPathException e) {
      throw new UserException(
          "'"
              + group.root().file()
              + "' names the resolution '"
              + path.replace('\0', ' ')
              + "', which can be no folder on this computer.",
          e);
    }
  }

  private static UserException none(Path path) {
    return new UserException(
        "'"
            + path
            + "' is not an OME-Zarr image: a folder with a .zattrs file, or a zarr.json, that says"
            + " 'multiscales'.");
  }

  /** The folder in which its resolutions, and its labels, lie. */
  public Path folder() {
    return folder;
  }

  NgffVersion version() {
    return version;
  }

  Multiscale image() {
    return image;
  }

  @Override
  public String name() {
    // Of one image of several, the number alone says little.
    Path name = folder.getFileName();
    Path parent = folder.toAbsolutePath().normalize().getParent();
    boolean isPart =
        parent != null && parent.getFileName() != null && !name.toString().contains(".zarr");
    return isPart && parent.toString().contains(".zarr")
        ? parent.getFileName() + "/" + name
        : name.toString();
  }

  @Override
  public int levels() {
    return arrays.size();
  }

  @Override
  public long[] size(int level) {
    long[] shape = array(level).shape();
    long[] size = {1, 1, 1, 1, 1};
    for (int d = 0; d < shape.length; d++) size[image.axes().get(d).index()] = shape[d];
    return size;
  }

  @Override
  public Optional<PixelSize> pixelSize(int level) {
    array(level);
    OptionalDouble width = image.micrometres(level, "x");
    OptionalDouble height = image.micrometres(level, "y");
    return width.isPresent() && height.isPresent()
        ? Optional.of(new PixelSize(width.getAsDouble(), height.getAsDouble()))
        : Optional.empty();
  }

  @Override
  public double sliceSpacing(int level) {
    array(level);
    OptionalDouble width = image.micrometres(level, "x");
    OptionalDouble depth = image.micrometres(level, "z");
    return width.isPresent() && depth.isPresent() ? depth.getAsDouble() / width.getAsDouble() : 1;
  }

  @Override
  public List<String> channels() {
    return image.channels();
  }

  @Override
  public int[] blockSize(int level) {
    int[] chunk = array(level).chunk();
    return new int[] {chunk[image.axis("x")], chunk[image.axis("y")]};
  }

  @Override
  public void read(int level, long[] min, int[] size, float[] values) {
    ZarrArray array = array(level);
    PixelType type = array.type();
    region(level, min, size)
        .read(
            (chunk, first, step, at, count) ->
                type.toFloats(chunk, first, step, values, at, count));
  }

  /**
   * Reads a region of labels exactly, whereas floats are exact up to 16,777,216 only.
   *
   * @param level from 0
   * @param min its first pixel, within the level
   * @param size five numbers, the region ends within the level
   * @param labels as many as the region has pixels, x fastest
   * @throws UserException if the file is damaged there, holds no whole numbers, or one that is no
   *     int
   */
  public void readLabels(int level, long[] min, int[] size, int[] labels) {
    ZarrArray array = array(level);
    PixelType type = array.type();
    if (type.isFloat())
      throw new UserException(
          "'" + name() + "' holds " + type.word() + ", labels are whole numbers.");
    region(level, min, size)
        .read(
            (chunk, first, step, at, count) -> type.toInts(chunk, first, step, labels, at, count));
  }

  private ZarrArray.Region region(int level, long[] min, int[] size) {
    return region(array(level), image, size(level), min, size);
  }

  /** A region that is given in ImageJ's order. */
  static ZarrArray.Region region(
      ZarrArray array, Multiscale image, long[] whole, long[] min, int[] size) {
    int[] strides = new int[Multiscale.ORDER.length()];
    int stride = 1;
    for (int i = 0; i < strides.length; i++) {
      if (min[i] < 0 || size[i] < 1 || size[i] > whole[i] - min[i])
        throw new IllegalArgumentException(
            Arrays.toString(size)
                + " pixels from "
                + Arrays.toString(min)
                + " are not within "
                + Arrays.toString(whole));
      strides[i] = stride;
      stride = Math.multiplyExact(stride, size[i]);
    }
    int[] index = image.axes().stream().mapToInt(Multiscale.Axis::index).toArray();
    return array
    .new Region(
        Arrays.stream(index).mapToLong(i -> min[i]).toArray(),
        Arrays.stream(index).map(i -> size[i]).toArray(),
        Arrays.stream(index).map(i -> strides[i]).toArray(),
        image.axis("x"));
  }

  private ZarrArray array(int level) {
    if (level < 0 || level >= arrays.size())
      throw new UserException(
          "'"
              + name()
              + "' has no resolution "
              + level
              + ": allowed are 0 to "
              + (arrays.size() - 1)
              + ".");
    return arrays.get(level);
  }

  /** Lets chunks go; what is read afterwards is read from the files. */
  @Override
  public void close() {
    cache.clear();
  }
}
