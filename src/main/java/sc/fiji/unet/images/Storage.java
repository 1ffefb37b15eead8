package sc.fiji.unet.images;

import ij.ImagePlus;
import ij.ImageStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;
import sc.fiji.unet.imagej.DiskSlices;
import sc.fiji.unet.imagej.MemorySlices;
import sc.fiji.unet.imagej.Planes;
import sc.fiji.unet.imagej.Slices;

/**
 * Decides what is kept in memory and what on disk.
 *
 * @param folder for the files; must exist
 * @param limit largest image, in bytes, that is kept in memory
 */
public record Storage(Path folder, long limit) {

  /** Largest array of pixels. */
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  /** Share of the free heap: a label image, a probability map and what is made of them fit. */
  private static final int SHARE = 4;

  /** Up to a quarter of the heap that is free now in memory, the rest in the temporary folder. */
  public static Storage automatic() {
    Runtime heap = Runtime.getRuntime();
    long free = heap.maxMemory() - heap.totalMemory() + heap.freeMemory();
    return new Storage(Path.of(System.getProperty("java.io.tmpdir")), free / SHARE);
  }

  /** Images for intermediate results; the caller closes it. */
  public Scratch scratch() {
    return new Scratch(this);
  }

  /**
   * Room for the slices of a result, all 0.
   *
   * @param planes of the image that is segmented, as large as the result
   * @param labels one for each slice, null for none
   * @param bitDepth 16 or 32 (float)
   * @param form gives the stack of these slices, or one of the same number of smaller slices, its
   *     title, dimensions, scale and colours
   * @throws UncheckedIOException if the disk is full or cannot be written
   */
  public Slices slices(
      Planes planes, String[] labels, int bitDepth, Function<ImageStack, ImagePlus> form) {
    int width = planes.image().getWidth();
    int height = planes.image().getHeight();
    long bytes = (long) width * height * labels.length * (bitDepth / 8);
    if (bytes <= limit) return new MemorySlices(width, height, labels, bitDepth, form);
    requireRoom(bytes);
    try {
      return new DiskSlices(this, width, height, labels, bitDepth, form);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  boolean fits(long pixels, int bytesPerPixel) {
    return pixels <= MAX_ARRAY && pixels * bytesPerPixel <= limit;
  }

  /** Says so before hours of work, not after them. */
  void requireRoom(long bytes) {
    long free;
    try {
      free = Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      throw unwritable(e);
    }
    if (free < bytes) {
      String message =
          String.format(
              Locale.ROOT,
              "An image of %.1f GB does not fit on the disk of '%s', where %.1f GB are free:"
                  + " free some there, or give ImageJ more memory.",
              bytes / 1e9,
              folder,
              free / 1e9);
      throw new UncheckedIOException(message, new IOException(message));
    }
  }

  public UncheckedIOException unwritable(IOException e) {
    return new UncheckedIOException(
        "An image too large for the memory cannot be written to '"
            + folder
            + "': check that this folder exists, that its disk is not full and that you may use it.",
        e);
  }
}
