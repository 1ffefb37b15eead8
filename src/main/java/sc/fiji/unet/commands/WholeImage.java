package sc.fiji.unet.commands;

import ij.IJ;
import ij.ImagePlus;
import ij.io.FileInfo;
import ij.io.Opener;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import sc.fiji.unet.imagej.LoggedErrors;
import sc.fiji.unet.progress.UserException;

/**
 * Opens the image of a file, if the file is complete: of a TIFF that was cut off ImageJ reads what
 * is there, and the rest as black, or as fewer slices.
 */
final class WholeImage {

  /** Whose bytes per pixel ImageJ tells as they are in memory, not in the file. */
  private static final Set<Integer> PACKED =
      Set.of(
          FileInfo.BITMAP,
          FileInfo.GRAY10_UNSIGNED,
          FileInfo.GRAY12_UNSIGNED,
          FileInfo.GRAY24_UNSIGNED);

  private WholeImage() {}

  /**
   * @param large bytes above which planes of a TIFF are read when they are needed
   * @throws UserException if it cannot be opened, or is cut off
   */
  static ImagePlus open(Path file, long large) throws IOException {
    requireWhole(file);
    if (Files.size(file) > large && isReadByPlanes(file)) {
      try (LoggedErrors logged = new LoggedErrors()) {
        ImagePlus virtual = IJ.openVirtual(file.toString());
        if (virtual != null) return virtual;
      }
    }
    return ImageSource.open(file);
  }

  /** Whether ImageJ's own reader, which knows where planes are, can read it. */
  static boolean isReadByPlanes(Path file) {
    return tiff(file).length > 0;
  }

  /** Empty if it is none that ImageJ's own reader can read. */
  private static FileInfo[] tiff(Path file) {
    if (!isNamedTiff(file)) return new FileInfo[0];
    try (LoggedErrors logged = new LoggedErrors()) {
      FileInfo[] planes = Opener.getTiffFileInfo(file.toString());
      return planes == null ? new FileInfo[0] : planes;
    } catch (RuntimeException e) {
      return new FileInfo[0];
    }
  }

  private static void requireWhole(Path file) throws IOException {
    if (!isNamedTiff(file)) return;
    long bytes = lastDirectory(file);
    for (FileInfo info : tiff(file))
      if (info.compression == FileInfo.COMPRESSION_NONE && !PACKED.contains(info.fileType)) {
        long plane = (long) info.width * info.height * info.getBytesPerPixel();
        bytes = Math.max(bytes, info.getOffset() + plane * Math.max(1, info.nImages));
      }
    if (Files.size(file) < bytes)
      throw new UserException(
          String.format(
              "The file '%s' is cut off: it has %d of at least %d bytes; copy it again.",
              file, Files.size(file), bytes));
  }

  private static boolean isNamedTiff(Path file) {
    return file.toString().matches("(?i).*\\.tiff?");
  }

  /** Where the last description of a plane begins, or the first that is not in the file ends. */
  private static long lastDirectory(Path file) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      if (in.length() < 8) return 8;
      boolean little = in.readUnsignedShort() == 0x4949;
      if (number(in, 2, little) != 42) return 0; // a BigTIFF, or none
      long last = 0;
      long next = number(in, 4, little);
      while (next > last && next + 2 <= in.length()) {
        last = next;
        in.seek(next);
        long end = next + 2 + 12 * number(in, 2, little) + 4;
        if (end > in.length()) return end;
        in.seek(end - 4);
        next = number(in, 4, little);
      }
      return next > last ? next + 2 : last;
    }
  }

  private static long number(RandomAccessFile in, int bytes, boolean little) throws IOException {
    long number = 0;
    for (int i = 0; i < bytes; i++)
      number |= (long) in.readUnsignedByte() << 8 * (little ? i : bytes - 1 - i);
    return number;
  }
}
