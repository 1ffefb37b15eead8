package sc.fiji.unet.imagej;

import ij.CompositeImage;
import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Overlay;
import ij.gui.Roi;
import java.util.Collection;

/** Pictures of a segmentation. */
public final class Outlines {

  private Outlines() {}

  /**
   * One plane as it is displayed, all channels merged, with the rois that are on it outlined in
   * different colours.
   *
   * @return an RGB image with the title of the plane's image
   */
  public static ImagePlus flatten(Planes planes, int index, Collection<? extends Roi> rois) {
    Overlay outlines = new Overlay();
    for (Roi roi : rois) {
      if (planes.shows(roi, index)) {
        Roi outline = (Roi) roi.clone();
        outline.setPosition(0);
        outline.setStrokeColor(LabelColors.of(outlines.size() + 1));
        outlines.add(outline);
      }
    }
    ImagePlus picture = picture(planes, index);
    picture.setOverlay(outlines);
    ImagePlus flat = picture.flatten();
    flat.setTitle(planes.image().getTitle());
    return flat;
  }

  private static ImagePlus picture(Planes planes, int index) {
    ImagePlus image = planes.image();
    ImageStack channels = new ImageStack(image.getWidth(), image.getHeight());
    for (int c = 0; c < image.getNChannels(); c++) {
      channels.addSlice(image.getStack().getProcessor(planes.stackIndex(index) + c));
    }
    ImagePlus picture = new ImagePlus(image.getTitle(), channels);
    if (image.getNChannels() > 1) {
      picture.setDimensions(image.getNChannels(), 1, 1);
      CompositeImage composite = new CompositeImage(picture, IJ.COMPOSITE);
      composite.copyLuts(image);
      return composite;
    }
    if (image.getType() != ImagePlus.COLOR_RGB) {
      picture.setLut(image.getProcessor().getLut());
      picture.setDisplayRange(image.getDisplayRangeMin(), image.getDisplayRangeMax());
    }
    return picture;
  }
}
