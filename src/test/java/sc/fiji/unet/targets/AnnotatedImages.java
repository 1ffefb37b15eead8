package sc.fiji.unet.targets;

import java.util.List;

/** Annotated images made by hand. */
public final class AnnotatedImages {

  private AnnotatedImages() {}

  public static AnnotatedImage of(int width, int height, List<float[]> channels, byte[] classes) {
    return new AnnotatedImage(width, height, channels, classes);
  }

  /** The classes of all pixels. */
  public static byte[] classes(AnnotatedImage image) {
    byte[] classes = new byte[image.width() * image.height()];
    for (int i = 0; i < classes.length; i++) classes[i] = image.classAt(i);
    return classes;
  }
}
