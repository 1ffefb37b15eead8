package sc.fiji.unet.imagej;

import ij.ImagePlus;
import ij.gui.Roi;
import java.util.List;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.images.FoundObjects;
import sc.fiji.unet.images.Sink;

/** Traces the objects of one plane, and keeps nothing else. */
public final class PlaneOutlines implements Sink {

  private final Planes planes;
  private final int item;
  private List<Roi> rois = List.of();

  /**
   * @param image that the outlines go with
   * @param item the plane
   */
  public PlaneOutlines(ImagePlus image, int item) {
    planes = new Planes(image);
    this.item = item;
  }

  @Override
  public void maps(int item, RandomAccessibleInterval<FloatType> part) {}

  @Override
  public void labels(int item, RandomAccessibleInterval<IntType> labels, FoundObjects objects) {
    if (item == this.item) rois = List.copyOf(LabelRois.trace(labels, planes, item).values());
  }

  @Override
  public void discard() {}

  /** One for each object, in the order of their labels. */
  public List<Roi> rois() {
    return rois;
  }
}
