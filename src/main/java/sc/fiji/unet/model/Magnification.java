package sc.fiji.unet.model;

/**
 * How large a network sees the pixels of images whose pixel size is not known.
 *
 * @param factor pixels of the network per pixel of the image, along each axis of a plane; above 0
 * @param diameter of the median object in pixels of the network; 0 if it is not known
 * @param measured whether objects differed in size from one image of the training to the next, so
 *     that the factor is another one for each image, by the size of what is found in it
 */
public record Magnification(double factor, double diameter, boolean measured) {

  /** Images are seen as they are. */
  public static final Magnification NONE = new Magnification(1, 0, false);

  public Magnification {
    if (!(factor > 0 && Double.isFinite(factor) && diameter >= 0))
      throw new IllegalArgumentException(
          "Images are magnified by "
              + factor
              + " to objects of "
              + diameter
              + " pixels; the first must be above 0, the other not below.");
    if (measured && diameter == 0)
      throw new IllegalArgumentException("Without a diameter no magnification can be measured.");
  }
}
