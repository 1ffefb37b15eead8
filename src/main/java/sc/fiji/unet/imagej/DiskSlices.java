package sc.fiji.unet.imagej;

import ij.ImagePlus;
import ij.ImageStack;
import ij.io.FileInfo;
import ij.io.FileSaver;
import ij.io.TiffDecoder;
import ij.io.TiffEncoder;
import ij.plugin.FileInfoVirtualStack;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.imglib2.Interval;
import sc.fiji.unet.files.TemporaryFiles;
import sc.fiji.unet.images.Storage;

/**
 * Slices as an uncompressed TIFF, in the form that ImageJ gives its own stacks above 4 GB: one
 * directory, whose "images=N" says that N slices follow one another. ImageJ opens it without any
 * plugin, which it does not with a BigTIFF.
 *
 * <p>The file lives as long as this or an image of it is in use, at the longest until ImageJ quits.
 */
final class DiskSlices implements Slices {

  private static final Cleaner CLEANER = Cleaner.create();
  private static final String UNFINISHED = "part of ";

  /** Bytes left free for the display range, which is known at the end. */
  private static final int SPARE = 64;

  private final Storage storage;
  private final int width;
  private final int height;
  private final String[] labels;
  private final int bitDepth;
  private final Function<ImageStack, ImagePlus> form;

  private final Path unfinished;
  private final Path finished;
  private final Cleaner.Cleanable deletion;
  private final FileChannel channel;

  /** Where the pixels begin in the file. */
  private final long start;

  private final ByteOrder byteOrder;

  /** Null until all is written. */
  private Stack stack;

  /** Parameters as in {@link Slices#of}. */
  DiskSlices(
      Storage storage,
      int width,
      int height,
      String[] labels,
      int bitDepth,
      Function<ImageStack, ImagePlus> form)
      throws IOException {
    this.storage = storage;
    this.width = width;
    this.height = height;
    this.labels = labels;
    this.bitDepth = bitDepth;
    this.form = form;
    ImagePlus onePixel = onePixel();
    FileInfo info = description(onePixel);
    start = header(info).length + SPARE;
    byteOrder = info.intelByteOrder ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    String name = ResultName.withoutEnding(onePixel);
    unfinished = TemporaryFiles.create(storage.folder(), UNFINISHED + name, ".tif");
    finished =
        unfinished.resolveSibling(unfinished.getFileName().toString().replaceFirst(UNFINISHED, ""));
    deletion = CLEANER.register(this, new Deletion(unfinished, finished));
    unfinished.toFile().deleteOnExit();
    finished.toFile().deleteOnExit();
    try {
      channel = FileChannel.open(unfinished, StandardOpenOption.WRITE);
      // What is not written is 0 up to the end.
      write(ByteBuffer.allocate(1), position(labels.length) - 1);
    } catch (IOException e) {
      deletion.clean();
      throw e;
    }
  }

  @Override
  public void write(int slice, Interval part, Object pixels) {
    ByteBuffer bytes = bytes(pixels);
    int columns = (int) part.dimension(0);
    int run = columns == width ? bytes.capacity() : columns * bytesPerPixel();
    long to = position(slice) + (part.min(1) * width + part.min(0)) * bytesPerPixel();
    try {
      for (int from = 0; from < bytes.capacity(); from += run) {
        write(bytes.slice(from, run), to);
        to += (long) width * bytesPerPixel();
      }
    } catch (IOException e) {
      throw storage.unwritable(e);
    }
  }

  @Override
  public Object read(int slice) {
    return new Stack(unfinished, description(onePixel())).getPixels(slice + 1);
  }

  @Override
  public ImagePlus toImagePlus() {
    if (stack == null) stack = finish();
    ImagePlus image = form.apply(stack);
    image.setFileInfo(stack.file);
    return image;
  }

  @Override
  public void close() {
    if (stack != null) return;
    try {
      channel.close();
    } catch (IOException e) {
      throw storage.unwritable(e);
    } finally {
      deletion.clean();
    }
  }

  @Override
  public void delete() {
    close();
    deletion.clean();
  }

  /** Slices whose file ImageJ's own classes read. */
  final class Stack extends FileInfoVirtualStack {

    private final FileInfo file;

    private Stack(Path path, FileInfo info) {
      super(
          IntStream.range(0, labels.length)
              .mapToObj(
                  slice -> {
                    FileInfo one = at(path, info, position(slice));
                    one.nImages = 1;
                    return one;
                  })
              .toArray(FileInfo[]::new));
      file = at(path, info, start);
      setBitDepth(bitDepth);
    }

    Path path() {
      return finished;
    }
  }

  private FileInfo at(Path path, FileInfo info, long offset) {
    FileInfo file = (FileInfo) info.clone();
    file.width = width;
    file.height = height;
    file.pixels = null;
    file.intelByteOrder = byteOrder == ByteOrder.LITTLE_ENDIAN;
    file.fileFormat = FileInfo.TIFF;
    file.directory = path.getParent() + File.separator;
    file.fileName = path.getFileName().toString();
    file.longOffset = offset;
    return file;
  }

  private Stack finish() {
    FileInfo info = description(onePixel());
    try {
      String lines = info.description;
      int missing = (int) start - header(info).length;
      info.description = lines + "\n".repeat(missing);
      write(ByteBuffer.wrap(header(info)), 0);
      channel.close();
      Files.move(unfinished, finished);
    } catch (IOException e) {
      throw storage.unwritable(e);
    }
    return new Stack(finished, info);
  }

  /** What ImageJ saves about the result besides its pixels. */
  private FileInfo description(ImagePlus onePixel) {
    FileInfo info = onePixel.getFileInfo();
    info.description = new FileSaver(onePixel).getDescriptionString().trim();
    info.sliceLabels = labels;
    return info;
  }

  /** The result with slices of one pixel: all that ImageJ knows about it, but small. */
  private ImagePlus onePixel() {
    ImageStack pixels = new ImageStack(1, 1);
    for (String label : labels) pixels.addSlice(label, pixel());
    return form.apply(pixels);
  }

  private Object pixel() {
    return bitDepth == 16 ? new short[1] : new float[1];
  }

  /** The file up to its pixels; sets offset and byte order. */
  private byte[] header(FileInfo onePixel) throws IOException {
    TiffEncoder encoder = new TiffEncoder(onePixel);
    int slices = onePixel.nImages;
    onePixel.nImages = 1; // no directories after the pixels
    onePixel.pixels = pixel();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    encoder.write(file);
    onePixel.nImages = slices;
    byte[] header = Arrays.copyOf(file.toByteArray(), onePixel.offset);
    setSize(
        ByteBuffer.wrap(header)
            .order(onePixel.intelByteOrder ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN));
    return header;
  }

  /** Makes the header of one pixel that of a slice. Its directory begins at byte 8. */
  private void setSize(ByteBuffer header) {
    long bytes = position(1) - position(0);
    int end = 10 + header.getShort(8) * 12;
    for (int entry = 10; entry < end; entry += 12) {
      int value = entry + 8;
      switch (header.getShort(entry)) {
        case TiffDecoder.IMAGE_WIDTH -> header.putInt(value, width);
        case TiffDecoder.IMAGE_LENGTH, TiffDecoder.ROWS_PER_STRIP -> header.putInt(value, height);
        // As ImageJ itself: 0 where 32 bits are too few.
        case TiffDecoder.STRIP_BYTE_COUNT ->
            header.putInt(value, bytes > 0xffffffffL ? 0 : (int) bytes);
        default -> {}
      }
    }
  }

  private ByteBuffer bytes(Object pixels) {
    int length = Array.getLength(pixels) * bytesPerPixel();
    ByteBuffer bytes = ByteBuffer.allocate(length).order(byteOrder);
    if (bitDepth == 16) bytes.asShortBuffer().put((short[]) pixels);
    else bytes.asFloatBuffer().put((float[]) pixels);
    return bytes;
  }

  private void write(ByteBuffer bytes, long position) throws IOException {
    while (bytes.hasRemaining()) position += channel.write(bytes, position);
  }

  private long position(int slice) {
    return start + (long) slice * width * height * bytesPerPixel();
  }

  private int bytesPerPixel() {
    return bitDepth / 8;
  }

  /** Must not know the slices, or they would never be garbage. */
  private record Deletion(Path unfinished, Path finished) implements Runnable {

    @Override
    public void run() {
      try {
        Files.deleteIfExists(unfinished);
        Files.deleteIfExists(finished);
      } catch (IOException e) {
        // In use: it goes when ImageJ quits.
      }
    }
  }
}
