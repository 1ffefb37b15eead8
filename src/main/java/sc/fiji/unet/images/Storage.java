package sc.fiji.unet.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import sc.fiji.unet.progress.UserException;

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

  /** Planes that are read in parts; the caller closes it. */
  public PlaneStore planes() {
    return new PlaneStore(this);
  }

  boolean fits(long pixels, int bytesPerPixel) {
    return pixels <= MAX_ARRAY && pixels * bytesPerPixel <= limit;
  }

  /**
   * Says so before hours of work, not after them.
   *
   * @throws UserException if fewer bytes are free on disk
   */
  public void requireRoom(long bytes) {
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
      throw new UserException(message);
    }
  }

  /** What to throw where the disk refuses. */
  public UserException unwritable(IOException e) {
    return new UserException(
        "An image too large for the memory cannot be written to '"
            + folder
            + "': check that this folder exists, that its disk is not full and that you may use it.",
        e);
  }
}
