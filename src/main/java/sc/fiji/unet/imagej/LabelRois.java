package sc.fiji.unet.imagej;

import ij.gui.Roi;
import ij.plugin.filter.ThresholdToSelection;
import ij.process.ByteProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import java.awt.Rectangle;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.converter.RealTypeConverters;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.integer.IntType;

/** Objects of a label plane as rois, and back. */
public final class LabelRois {

  private LabelRois() {}

  /**
   * Traces the objects of one plane. Each roi covers its object's pixels and no others: a polygon,
   * or a composite one where the object has holes or several parts. It has the plane's position,
   * and a name such as {@code z0003-label-0042}: it leads back to the object in the label image,
   * sorts by plane and label, and, starting with a letter, is not taken by the ROI Manager for one
   * of the names it made up itself and may replace.
   *
   * @param labels (x, y), whole numbers, 0 the background
   * @param planes of the image that the rois go with
   * @param index of the plane
   * @return label to roi, in the order of labels; empty where there is no object
   * @throws CancellationException if the thread is interrupted
   */
  public static <T extends RealType<T>> SortedMap<Integer, Roi> trace(
      RandomAccessibleInterval<T> labels, Planes planes, int index) {
    int width = (int) labels.dimension(0);
    int height = (int) labels.dimension(1);
    int[] pixels = new int[width * height];
    RealTypeConverters.copyFromTo(labels, ArrayImgs.ints(pixels, width, height));

    String prefix = prefix(planes, index);
    SortedMap<Integer, Roi> rois = new TreeMap<>();
    boundingBoxes(pixels, width)
        .forEach(
            (label, box) -> {
              Roi roi = trace(mask(pixels, width, label, box));
              roi.setLocation(box.x, box.y);
              roi.setName(String.format(Locale.ROOT, "%slabel-%04d", prefix, label));
              planes.position(roi, index);
              rois.put(label, roi);
            });
    return Collections.unmodifiableSortedMap(rois);
  }

  /**
   * Paints the rois of one plane. A roi's label is its place in the list, from 1, which is the
   * number the ROI Manager shows; so labels are unique in a stack. Where rois overlap, the later
   * one lies on top.
   *
   * @param rois all rois of the image; those without a position are on every plane
   * @param planes of the image that the rois go with
   * @param index of the plane
   * @return label plane (x, y), 0 the background
   * @throws IllegalArgumentException if a roi encloses no area or there are more than 16,777,216
   */
  public static Img<IntType> paint(List<Roi> rois, Planes planes, int index) {
    int width = planes.image().getWidth();
    int height = planes.image().getHeight();
    FloatProcessor labels = new FloatProcessor(width, height);
    for (int i = 0; i < rois.size(); i++) {
      Roi roi = rois.get(i);
      if (!roi.isArea()) {
        throw new IllegalArgumentException(
            String.format(
                "ROI \"%s\" is a %s, which encloses no pixels: only area selections become labels.",
                roi.getName(), roi.getTypeAsString().toLowerCase()));
      }
      if (planes.shows(roi, index)) {
        labels.setValue(i + 1);
        labels.fill(roi);
      }
    }
    Img<IntType> plane = ArrayImgs.ints(width, height);
    RealTypeConverters.copyFromTo(
        ArrayImgs.floats((float[]) labels.getPixels(), width, height), plane);
    return plane;
  }

  private static Map<Integer, Rectangle> boundingBoxes(int[] pixels, int width) {
    Map<Integer, Rectangle> boxes = new HashMap<>();
    for (int start = 0, end; start < pixels.length; start = end) {
      int rowEnd = start - start % width + width;
      end = start + 1;
      while (end < rowEnd && pixels[end] == pixels[start]) {
        end++;
      }
      if (pixels[start] != 0) {
        boxes.merge(
            pixels[start],
            new Rectangle(start % width, start / width, end - start, 1),
            Rectangle::union);
      }
    }
    return boxes;
  }

  private static ImageProcessor mask(int[] pixels, int width, int label, Rectangle box) {
    ByteProcessor mask = new ByteProcessor(box.width, box.height);
    for (int y = 0; y < box.height; y++) {
      for (int x = 0; x < box.width; x++) {
        if (pixels[(box.y + y) * width + box.x + x] == label) {
          mask.set(x, y, 255);
        }
      }
    }
    return mask;
  }

  private static Roi trace(ImageProcessor mask) {
    mask.setThreshold(255, 255, ImageProcessor.NO_LUT_UPDATE);
    Roi roi = new ThresholdToSelection().convert(mask);
    if (roi == null) {
      throw new CancellationException("Interrupted while tracing objects.");
    }
    return roi;
  }

  private static String prefix(Planes planes, int index) {
    String slice =
        planes.image().getNSlices() > 1
            ? String.format(Locale.ROOT, "z%04d-", planes.slice(index))
            : "";
    String frame =
        planes.image().getNFrames() > 1
            ? String.format(Locale.ROOT, "t%04d-", planes.frame(index))
            : "";
    return slice + frame;
  }
}
