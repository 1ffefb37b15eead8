package sc.fiji.unet.targets;

import java.util.List;
import java.util.Optional;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.images.ArraySource;

/** Annotated images made by hand. */
public final class AnnotatedImages {

  private AnnotatedImages() {}

  public static AnnotatedImage of(int width, int height, List<float[]> channels, byte[] classes) {
    return new AnnotatedImage(
        new Place("image", 1, 1, 0),
        width,
        height,
        channels,
        classes,
        Optional.empty(),
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
    int width = (int) image.dimension(0);
    int height = (int) image.dimension(1);
    return new AnnotatedStack(
            ArraySource.of("image", List.of(image)),
            ArraySource.annotation("annotation", width, height, annotation))
        .planes(goal)
        .get(0)
        .get(0);
  }

  /** The classes of all pixels. */
  public static byte[] classes(AnnotatedImage image) {
    byte[] classes = new byte[image.width() * image.height()];
    for (int i = 0; i < classes.length; i++) classes[i] = image.classAt(i);
    return classes;
  }
}
