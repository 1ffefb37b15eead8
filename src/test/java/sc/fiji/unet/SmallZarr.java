package sc.fiji.unet;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import sc.fiji.unet.formats.NgffVersion;
import sc.fiji.unet.formats.OmeZarr;
import sc.fiji.unet.formats.OmeZarrWriter;
import sc.fiji.unet.formats.PixelType;
import sc.fiji.unet.progress.Progress;

/** Images in OME-Zarr for tests: of 8 bit, without a pixel size. */
public final class SmallZarr {

  private SmallZarr() {}

  /**
   * @param chunk width and height of what a file holds
   * @param values of all slices, x fastest
   */
  public static OmeZarr write(
      Path folder, NgffVersion version, int width, int height, int[] chunk, int[] values) {
    int slices = values.length / width / height;
    OmeZarrWriter writer =
        OmeZarrWriter.image(
            folder,
            version,
            PixelType.UINT8,
            new long[] {width, height, 1, slices, 1},
            new int[] {chunk[0], chunk[1], 1, 1, 1},
            Optional.empty(),
            1,
            List.of());
    writer.write(new long[5], new int[] {width, height, 1, slices, 1}, values);
    writer.finish(Progress.NONE);
    return OmeZarr.open(folder);
  }
}
