package sc.fiji.unet.imagej;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import java.util.Optional;
import sc.fiji.unet.progress.UserException;

/**
 * Images that this plugin made, and those that it made them of: nobody wants to segment a result.
 */
public final class ResultImages {

  private static final String SOURCE = "U-Net source";
  private static final String MODEL = "U-Net model";

  private ResultImages() {}

  /**
   * Remembers what a result was made of, as long as both are open.
   *
   * @param source null if it was no image
   */
  public static void mark(ImagePlus result, ImagePlus source) {
    result.setProperty(SOURCE, source == null ? 0 : source.getID());
    if (source != null) ResultName.mark(result, source);
  }

  /** Shows a result, and says so if it is in a file that goes when it is closed. */
  public static void show(ImagePlus result) {
    result.show();
    if (result.getStack() instanceof DiskSlices.Stack stack)
      IJ.log(
          "U-Net: too large for the memory, so it is in a file until it is closed;"
              + " save it to keep it: "
              + stack.path());
  }

  /** Whether an image is a result of this plugin, since ImageJ was started. */
  public static boolean isResult(ImagePlus image) {
    return image.getProperty(SOURCE) != null;
  }

  /** Remembers the model that an image was segmented with last. */
  public static void segmented(ImagePlus image, String model) {
    image.setProperty(MODEL, model);
  }

  /** The name or file of the model that an image was segmented with last. */
  public static Optional<String> model(ImagePlus image) {
    return image.getProperty(MODEL) instanceof String model ? Optional.of(model) : Optional.empty();
  }

  /**
   * The image that a result was made of; of any other image itself.
   *
   * @throws UserException if that is not open any more
   */
  public static ImagePlus original(ImagePlus image) {
    ImagePlus original = image;
    while (original.getProperty(SOURCE) instanceof Integer id) {
      original = WindowManager.getImage(id);
      if (original == null)
        throw new UserException(
            String.format(
                "'%s' is a result of U-Net, and what it was made of is not open: open or choose the"
                    + " image to segment.",
                image.getTitle()));
    }
    return original;
  }
}
