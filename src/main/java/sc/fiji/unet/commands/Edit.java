package sc.fiji.unet.commands;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Roi;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import sc.fiji.unet.display.RoiManagers;
import sc.fiji.unet.imagej.ObjectEditing;
import sc.fiji.unet.imagej.ResultImages;
import sc.fiji.unet.progress.UserException;

/**
 * Corrects objects along the line that is drawn on the active image: those of the image itself, if
 * it is a label image that was made here, else those in the ROI Manager that the line meets on this
 * slice; if there are none, those of the image, as one that somebody opened.
 */
abstract class Edit extends Command<Edit.Settings> {

  /** How to undo the last correction, a property of the image. */
  static final String UNDO = "U-Net undo";

  /**
   * A gesture: nothing is asked for, but a macro may name an image.
   *
   * @param image title, or empty for the active one
   */
  record Settings(String image) {

    static Settings of(Fields fields) {
      return new Settings(fields.areShown() ? "" : ChosenImage.ask(fields));
    }

    /**
     * @throws UserException if there is no such image
     */
    ImagePlus image(String missing) {
      if (!image.isEmpty()) return new ImageSource("image", image).opened();
      ImagePlus active = WindowManager.getCurrentImage();
      if (active == null) throw new UserException(missing);
      return active;
    }
  }

  Edit(String title) {
    super(title);
  }

  @Override
  final Settings settings(Fields fields) {
    return Settings.of(fields);
  }

  @Override
  final void run(Settings settings) {
    ImagePlus image = settings.image("There is no open image to draw a line on.");
    Roi line = image.getRoi();
    if (line == null || !line.isLine())
      throw new UserException(
          "Draw a line on '" + image.getTitle() + "' first, with any of ImageJ's line tools.");
    List<Roi> all = RoiManagers.present();
    // By identity: to ImageJ those of one shape are equal, on whatever slices.
    Set<Roi> met = Collections.newSetFromMap(new IdentityHashMap<>());
    if (!ResultImages.isResult(image)) { // of a label image its own objects are meant
      for (Roi roi : all) if (isShown(roi, image) && ObjectEditing.crosses(roi, line)) met.add(roi);
    }
    if (met.isEmpty()) {
      labels(image, line);
    } else {
      List<Roi> edited = edited(all, met, line, image);
      image.setProperty(UNDO, (Runnable) () -> RoiManagers.replace(all));
      RoiManagers.replace(edited);
      IJ.showStatus(all.size() + " objects before, " + edited.size() + " now");
    }
    image.deleteRoi();
  }

  private static boolean isShown(Roi roi, ImagePlus image) {
    if (!roi.hasHyperStackPosition())
      return roi.getPosition() <= 0 || roi.getPosition() == image.getCurrentSlice();
    return (roi.getZPosition() == 0 || roi.getZPosition() == image.getZ())
        && (roi.getTPosition() == 0 || roi.getTPosition() == image.getT());
  }

  private void labels(ImagePlus image, Roi line) {
    if (image.getBitDepth() == 24 || image.getNChannels() > 1)
      throw new UserException(
          "The line meets no ROI of the ROI Manager, and '"
              + image.getTitle()
              + "' is no label image.");
    List<Object> before = new ArrayList<>();
    for (int n = 1; n <= image.getStackSize(); n++)
      before.add(image.getStack().getProcessor(n).duplicate().getPixels());
    int changed = edit(image, line);
    if (changed == 0) throw new UserException(nothing());
    image.setProperty(UNDO, (Runnable) () -> restore(image, before));
    image.updateAndDraw();
    IJ.showStatus(changed + " objects " + (changed > 0 ? "more" : "fewer"));
  }

  private static void restore(ImagePlus image, List<Object> before) {
    for (int n = 1; n <= before.size(); n++) {
      Object now = image.getStack().getPixels(n);
      System.arraycopy(before.get(n - 1), 0, now, 0, Array.getLength(now));
    }
    image.updateAndDraw();
  }

  /**
   * @param met those of all that the line meets
   * @return all, corrected
   * @throws UserException if there is nothing to correct
   */
  abstract List<Roi> edited(List<Roi> all, Set<Roi> met, Roi line, ImagePlus image);

  /** Corrects a label image and returns how many objects there are more. */
  abstract int edit(ImagePlus labels, Roi line);

  /** What to say where a line corrects nothing. */
  abstract String nothing();
}
