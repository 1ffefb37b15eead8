package sc.fiji.unet.formats;

import ij.IJ;
import ij.process.ImageProcessor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import sc.fiji.unet.progress.Progress;

/**
 * Writes an 8-bit image of nuclei side by side, of any size: {@code SIDE FILE}, a BigTIFF or, if it
 * ends in .zarr, an OME-Zarr; for bench/file.
 */
final class LargeFile {

  private static final int[] CHUNK = {OmeTiffWriter.TILE, OmeTiffWriter.TILE, 1, 1, 1};

  private LargeFile() {}

  public static void main(String[] arguments) {
    int side = Integer.parseInt(arguments[0]);
    Path file = Path.of(arguments[1]);
    ImageProcessor sample = IJ.openImage("sample-data/nuclei.tif").getProcessor();
    long[] size = {side, side, 1, 1, 1};
    try (ImageWriter writer =
        file.toString().endsWith(".zarr")
            ? OmeZarrWriter.image(
                file,
                NgffVersion.V0_4,
                PixelType.UINT8,
                size,
                CHUNK,
                Optional.empty(),
                1,
                List.of())
            : OmeTiffWriter.create(file, size, PixelType.UINT8, Optional.empty(), 1, List.of())) {
      int rows = writer.blockSize()[1];
      for (int top = 0; top < side; top += rows) {
        int height = Math.min(rows, side - top);
        int[] values = new int[side * height];
        for (int y = 0; y < height; y++)
          for (int x = 0; x < side; x++)
            values[y * side + x] =
                sample.get(x % sample.getWidth(), (top + y) % sample.getHeight());
        writer.write(new long[] {0, top, 0, 0, 0}, new int[] {side, height, 1, 1, 1}, values);
      }
      writer.finish(Progress.NONE);
    }
  }
}
