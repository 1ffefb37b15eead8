package sc.fiji.unet.imagej;

import ij.ImagePlus;
import ij.gui.Roi;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.Img;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import sc.fiji.unet.images.Storage;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;

/** Label images to rois, and back: the same pixels, labels and planes. */
public final class LabelConversion {

  /** Labels in a sentence. */
  private static final int NAMED = 10;

  private LabelConversion() {}

  /**
   * The objects of a label image as rois, named by their planes and labels; one that is in several
   * slices is a group.
   *
   * @throws UserException if the image has several channels, or a value is no label
   */
  public static List<Roi> toRois(ImagePlus labels, Progress progress) {
    Planes planes = new Planes(labels);
    PixelValues values = PixelValues.ofNumbers(labels);
    if (planes.channelCount(values) > 1)
      throw new UserException(
          String.format(
              "'%s' has %d channels; a label image has one.",
              labels.getTitle(), planes.channelCount(values)));
    List<SortedMap<Integer, Roi>> traced = new ArrayList<>();
    Set<Integer> seen = new HashSet<>();
    boolean volumes = false;
    for (int index = 0; index < planes.count(); index++) {
      progress.report("U-Net: outlines", (double) index / planes.count());
      if (progress.isCanceled()) throw new CancellationException();
      RandomAccessibleInterval<FloatType> plane = planes.channels(index, values).get(0);
      requireLabels(labels.getTitle(), plane);
      traced.add(LabelRois.trace(plane, planes, index));
      if (planes.slice(index) == 1) seen.clear();
      for (int label : traced.get(index).keySet()) volumes |= !seen.add(label);
    }
    if (volumes) traced.forEach(LabelRois::group);
    return traced.stream().flatMap(plane -> plane.values().stream()).toList();
  }

  private static void requireLabels(String title, RandomAccessibleInterval<FloatType> plane) {
    for (FloatType pixel : Views.iterable(plane)) requireLabel(title, pixel.get());
  }

  private static void requireLabel(String title, float value) {
    if (value != (int) value || value < 0)
      throw new UserException(
          String.format(
              "The label image '%s' has the value %s; labels are whole numbers, 0 for the background.",
              title, value));
  }

  /**
   * Paints rois. A roi that came of {@link #toRois} gets its label back, others are numbered; where
   * two overlap, the later one lies on top. One without a position is on every plane.
   *
   * @param image that they were drawn on
   * @return "TITLE labels"
   * @throws UserException if there is none, or one encloses no area or lies outside of the image,
   *     its slices or frames
   */
  public static ImagePlus toLabels(ImagePlus image, List<Roi> rois, Progress progress) {
    Planes planes = new Planes(image);
    if (rois.isEmpty()) throw new UserException("There are no ROIs to make labels of.");
    Rectangle plane = new Rectangle(image.getWidth(), image.getHeight());
    for (Roi roi : rois)
      if (roi.isArea() && !(roi.getBounds().intersects(plane) && isInPlane(roi, planes)))
        throw new UserException(
            String.format(
                "The ROI '%s' lies outside of the image '%s'; it may be that of another image.",
                roi.getName(), image.getTitle()));
    if (planes.count() > 1 && rois.stream().anyMatch(LabelConversion::isEverywhere))
      progress.note(
          "ROIs without a position (a slice) are painted into all slices of '"
              + image.getTitle()
              + "'.");
    int[] numbers = LabelRois.labels(rois);
    try (LabelImage labels =
        new LabelImage(planes, ResultImages.Kind.LABELS, Storage.automatic())) {
      Set<Integer> hidden = IntStream.of(numbers).boxed().collect(Collectors.toSet());
      for (int index = 0; index < planes.count(); index++) {
        progress.report("U-Net: labels", (double) index / planes.count());
        if (progress.isCanceled()) throw new CancellationException();
        Img<IntType> painted = LabelRois.paint(rois, numbers, planes, index);
        int last = 0;
        for (IntType pixel : painted) if (pixel.get() != last) hidden.remove(last = pixel.get());
        labels.add(painted);
      }
      if (!hidden.isEmpty())
        progress.note(
            String.format(
                "ROIs of %d labels have no pixel, or later ones cover them: %s.",
                hidden.size(),
                hidden.stream()
                        .sorted()
                        .limit(NAMED)
                        .map(String::valueOf)
                        .collect(Collectors.joining(", "))
                    + (hidden.size() > NAMED ? " ..." : "")));
      return labels.toImagePlus();
    }
  }

  private static boolean isInPlane(Roi roi, Planes planes) {
    return IntStream.range(0, planes.count()).anyMatch(index -> planes.shows(roi, index));
  }

  private static boolean isEverywhere(Roi roi) {
    return !roi.hasHyperStackPosition() && roi.getPosition() <= 0;
  }
}
