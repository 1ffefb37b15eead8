package sc.fiji.unet.formats;

import java.nio.file.Files;
import java.nio.file.Path;

/** Opens images that are read part by part, whatever their format. */
public final class ImageFiles {

  private ImageFiles() {}

  /**
   * Opens an image; the caller closes it.
   *
   * @param path a TIFF file, or the folder of an OME-Zarr image
   * @throws sc.fiji.unet.progress.UserException if there is none, or it is damaged or of a kind
   *     that is not read
   */
  public static ImageFile open(Path path) {
    return Files.isRegularFile(path) ? TiffFile.open(path) : OmeZarr.open(path);
  }
}
