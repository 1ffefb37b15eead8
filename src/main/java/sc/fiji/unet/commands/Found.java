package sc.fiji.unet.commands;

import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Roi;
import java.lang.ref.SoftReference;
import java.util.List;
import java.util.Optional;
import sc.fiji.unet.imagej.ImagePlusSink;
import sc.fiji.unet.imagej.ImagePlusSource;
import sc.fiji.unet.imagej.PlaneOutlines;
import sc.fiji.unet.imagej.Segmentation;
import sc.fiji.unet.jobs.LabelMaps;
import sc.fiji.unet.jobs.SegmentationSettings;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.Throughput;
import sc.fiji.unet.progress.UserException;

/**
 * What an image was segmented with last, and the map, as long as memory is not needed for something
 * else: to find its objects again with other thresholds, without the network.
 *
 * @param image that was segmented
 * @param map of it, with all outputs of the model; nobody else closes it
 * @param selected what was selected in it; empty for all of it
 * @param settings of which the sizes are in pixels of the image, or in micrometres
 * @param delivery of what was found
 */
record Found(
    ImagePlus image,
    ImagePlus map,
    Optional<Roi> selected,
    ModelDescription model,
    SegmentationSettings settings,
    Delivery delivery) {

  private static final String KEY = "U-Net found";

  /** Keeps it with the image, in place of what was found in it before. */
  void keep() {
    map.setIgnoreFlush(true); // its window may be closed
    map.setProperty(KEY, this); // as long as it is shown nothing is lost
    image.setProperty(KEY, new SoftReference<>(this));
  }

  /** Of an image that was segmented again, but whose map is too large to be kept. */
  static void forget(ImagePlus image) {
    image.setProperty(KEY, new SoftReference<>(null));
  }

  /**
   * What was found in an image.
   *
   * @throws UserException if it was not segmented, is another one by now, or the map is gone
   */
  static Found of(ImagePlus image) {
    if (!(image.getProperty(KEY) instanceof SoftReference<?> kept))
      throw new UserException(
          "'"
              + image.getTitle()
              + "' was not segmented since it was opened: run U-Net > U-Net Segment... first.");
    if (!(kept.get() instanceof Found found))
      throw new UserException(
          "The probabilities of '"
              + image.getTitle()
              + "' are not kept, since they need too much memory: segment it again.");
    found.requireUnchanged();
    return found;
  }

  /**
   * @throws UserException if the image is closed, or has another size
   */
  private void requireUnchanged() {
    if (WindowManager.getImage(image.getID()) != image)
      throw new UserException("'" + image.getTitle() + "' is closed: open and segment it again.");
    if (image.getWidth() != map.getWidth()
        || image.getHeight() != map.getHeight()
        || image.getNSlices() != map.getNSlices()
        || image.getNFrames() != map.getNFrames())
      throw new UserException(
          "'"
              + image.getTitle()
              + "' has another size than when it was segmented: segment it again.");
  }

  /** The same with other settings. */
  Found with(SegmentationSettings others) {
    return new Found(image, map, selected, model, others, delivery);
  }

  /** Finds the objects again. */
  Segmentation segment(Progress progress) {
    requireUnchanged();
    long start = System.nanoTime();
    ImagePlusSource maps = ImagePlusSource.maps(map, selected);
    ImagePlusSink sink =
        new ImagePlusSink(
            ImagePlusSource.all(image, 0),
            model,
            new ImagePlusSink.Kept(settings.outlines(), false, settings.classMap()),
            new ImagePlusSink.LabelMeaning(
                settings.throughSlices() && maps.slices() > 1, settings.linked()));
    new LabelMaps(model, settings).run(maps, sink, progress);
    return sink.finish(new Throughput(0, (System.nanoTime() - start) / 1e9, 0));
  }

  /**
   * The outlines of the objects in a plane.
   *
   * @param plane from 0
   */
  List<Roi> outlines(int plane) {
    PlaneOutlines outlines = new PlaneOutlines(image, plane);
    new LabelMaps(model, settings).runAt(ImagePlusSource.maps(map, selected), plane, outlines);
    return outlines.rois();
  }

  /** The plane that is shown, from 0. */
  int shownPlane() {
    return (image.getCurrentSlice() - 1) / image.getNChannels();
  }
}
