package sc.fiji.unet.targets;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.images.ArraySource;
import sc.fiji.unet.images.PlaneStore;
import sc.fiji.unet.images.Storage;

/** Annotated images made by hand. */
public final class AnnotatedImages {

  private AnnotatedImages() {}

  /** In memory. */
  public static PlaneStore store() {
    return new Storage(Path.of("none"), Long.MAX_VALUE).planes();
  }

  public static AnnotatedImage of(int width, int height, List<float[]> channels, byte[] classes) {
    PlaneStore store = store();
    int[] marks = new int[classes.length];
    for (int i = 0; i < marks.length; i++) marks[i] = classes[i] & 0xff;
    return new AnnotatedImage(
        new Place("image", 1, 1, 0),
        channels.stream()
            .map(values -> new AnnotatedImage.Channel(store.keep(values, width), List.of()))
            .toList(),
        store.keep(marks, width),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * An image of which regions are learned.
   *
   * @param image axis order (x, y, channel)
   */
  public static AnnotatedImage of(
      RandomAccessibleInterval<FloatType> image, int[] annotation, int classes) {
    return of(image, annotation, new Goal(classes, false, false));
  }

  public static AnnotatedImage of(
      RandomAccessibleInterval<FloatType> image, int[] annotation, Goal goal) {
    return of(image, annotation, goal, store());
  }

  public static AnnotatedImage of(
      RandomAccessibleInterval<FloatType> image, int[] annotation, Goal goal, PlaneStore store) {
    int width = (int) image.dimension(0);
    int height = (int) image.dimension(1);
    return new AnnotatedStack(
            ArraySource.of("image", List.of(image)),
            ArraySource.annotation("annotation", width, height, annotation),
            store)
        .planes(goal)
        .get(0)
        .get(0);
  }

  /** The classes of all pixels. */
  public static byte[] classes(AnnotatedImage image) {
    AnnotatedCrop crop = image.crop();
    byte[] classes = new byte[image.width() * image.height()];
    for (int i = 0; i < classes.length; i++) classes[i] = crop.classAt(i);
    return classes;
  }
}
