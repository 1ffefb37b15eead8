package sc.fiji.unet.imagej;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Plot;
import ij.gui.PlotWindow;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import sc.fiji.unet.progress.UserException;

/**
 * Images that this plugin made, and those that it made them of: nobody wants to segment a result,
 * or a plot.
 */
public final class ResultImages {

  private static final String SOURCE = "U-Net source";
  private static final String KIND = "U-Net kind";
  private static final String MODEL = "U-Net model";

  private ResultImages() {}

  /** What a result is. */
  public enum Kind {
    LABELS,
    CLASSES,
    PROBABILITIES,
    MATCHES,
    /** The plot of a training, and its view. */
    TRAINING
  }

  /**
   * Remembers what a result was made of, as long as both are open.
   *
   * @param source null if it was no image
   */
  public static void mark(ImagePlus result, ImagePlus source, Kind kind) {
    result.setProperty(SOURCE, source == null ? 0 : source.getID());
    result.setProperty(KIND, kind);
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

  /** What a result is; empty of other images, and of results that were opened from a file. */
  public static Optional<Kind> kind(ImagePlus image) {
    return image.getProperty(KIND) instanceof Kind kind ? Optional.of(kind) : Optional.empty();
  }

  /** Whether an image is the picture of a plot, of whatever command. */
  public static boolean isPlot(ImagePlus image) {
    return image.getWindow() instanceof PlotWindow || image.getProperty(Plot.PROPERTY_KEY) != null;
  }

  /** Whether an image holds objects, or may hold some: it is no plot, no map and no picture. */
  public static boolean mayHoldObjects(ImagePlus image) {
    return !isPlot(image)
        && kind(image).filter(kind -> kind != Kind.LABELS && kind != Kind.CLASSES).isEmpty();
  }

  /**
   * Shows a result in the window of an older one of its kind, if that is still open.
   *
   * @param older null if there is none
   * @return the image that shows it
   */
  public static ImagePlus showIn(ImagePlus older, ImagePlus result) {
    if (older == null || WindowManager.getImage(older.getID()) != older) {
      show(result);
      return result;
    }
    older.setImage(result);
    if (kind(result).filter(kind -> kind == Kind.LABELS).isPresent())
      LabelDisplay.of(older, (int) result.getDisplayRangeMax());
    older.updateAndDraw();
    return older;
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
   * The image that a result was made of, also one that was opened from a file; of any other image
   * itself.
   *
   * @throws UserException if that is not open any more, or it is a plot of something else
   */
  public static ImagePlus original(ImagePlus image) {
    ImagePlus original = image;
    while (original.getProperty(SOURCE) instanceof Integer id) {
      original = WindowManager.getImage(id);
      if (original == null) throw notOpen(image);
    }
    if (isPlot(original))
      throw new UserException(
          String.format(
              "'%s' is a plot: choose the image that is meant, image=[TITLE].",
              original.getTitle()));
    if (!ResultName.isOfAnImage(original)) return original;
    ImagePlus opened = original;
    return open()
        .filter(each -> !ResultName.isOfAnImage(each) && ResultName.isOf(opened, each))
        .findFirst()
        .orElseThrow(() -> notOpen(image));
  }

  private static Stream<ImagePlus> open() {
    return IntStream.of(Objects.requireNonNullElse(WindowManager.getIDList(), new int[0]))
        .mapToObj(WindowManager::getImage)
        .filter(Objects::nonNull);
  }

  private static UserException notOpen(ImagePlus result) {
    return new UserException(
        String.format(
            "'%s' is a result of U-Net, and what it was made of is not open: open that, or choose the"
                + " image that is meant, image=[TITLE].",
            result.getTitle()));
  }
}
