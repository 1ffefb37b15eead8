package sc.fiji.unet.commands;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Roi;
import java.util.List;
import java.util.Optional;
import sc.fiji.unet.imagej.ResultImages;
import sc.fiji.unet.progress.UserException;

/**
 * The image that a command works on: the one that is named, or else the active one, in place of
 * which, if it is a result or a plot, the image is taken that it was made of.
 */
final class ChosenImage {

  private static final int LONG = 32;

  private ChosenImage() {}

  /** Asks for its name, which may be empty. */
  static String ask(Fields fields) {
    String label = "Image (title or file";
    if (fields.areShown())
      label += "; empty = " + likely().map(image -> shortened(image.getTitle())).orElse("none");
    return fields.source(label + ")", "", fields.areShown() ? ImageSource.openTitles() : List.of());
  }

  private static String shortened(String title) {
    return title.length() <= LONG ? title : title.substring(0, LONG - 3) + "...";
  }

  /** The one that is taken without a name; empty if there is none. */
  static Optional<ImagePlus> likely() {
    try {
      return Optional.ofNullable(WindowManager.getCurrentImage()).map(ResultImages::original);
    } catch (UserException e) {
      return Optional.empty(); // the command says so
    }
  }

  /**
   * Gives the image, and says in the Log if it is not the active one.
   *
   * @param name as it was given
   * @param missing what to say where no image is open
   * @throws UserException if there is no such image, or the active one is a result of one that is
   *     closed, or a plot
   */
  static ImagePlus of(String name, String missing) {
    if (!name.isEmpty()) return new ImageSource("image", name).opened();
    ImagePlus active = WindowManager.getCurrentImage();
    if (active == null) throw new UserException(missing);
    ImagePlus image = ResultImages.original(active);
    if (image != active)
      IJ.log(
          String.format(
              "U-Net: '%s' is a result; '%s' is taken, which it was made of.",
              active.getTitle(), image.getTitle()));
    return image;
  }

  /**
   * The same of an image that may be a label image.
   *
   * @throws UserException if there is no such image, or the active one is a map, a picture or a
   *     plot
   */
  static ImagePlus ofLabels(String name, String missing) {
    if (!name.isEmpty()) return new ImageSource("image", name).opened();
    ImagePlus active = WindowManager.getCurrentImage();
    if (active == null) throw new UserException(missing);
    if (!ResultImages.mayHoldObjects(active))
      throw new UserException(
          String.format(
              "'%s' is no label image: choose the one that is meant, image=[TITLE].",
              active.getTitle()));
    return active;
  }

  /** The area that is selected in an image; other selections restrict nothing. */
  static Optional<Roi> selection(ImagePlus image) {
    return Optional.ofNullable(image.getRoi()).filter(Roi::isArea);
  }
}
