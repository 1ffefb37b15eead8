package sc.fiji.unet.labels;

/**
 * Which objects are kept, and whether their holes are filled. Holes are filled first, so that their
 * pixels count.
 *
 * @param minimumSize objects of fewer pixels become background; 0 and 1 keep all
 * @param maximumSize objects of more pixels become background
 * @param dropAtBorder whether objects become background that have one of the outermost pixels of
 *     the image along any axis (but along an axis of one pixel)
 * @param fillHoles whether holes become part of their object: pixels of background that are
 *     connected across faces, edges and corners (8 neighbours in 2D, 26 in 3D), reach no border of
 *     the image and share faces with one object only
 */
public record ObjectFilter(
    long minimumSize, long maximumSize, boolean dropAtBorder, boolean fillHoles) {

  /** Keeps all objects as they are. */
  public static final ObjectFilter NONE = minimum(0);

  /** Keeps objects of so many pixels or more. */
  public static ObjectFilter minimum(long pixels) {
    return new ObjectFilter(pixels, Long.MAX_VALUE, false, false);
  }

  public ObjectFilter minimumSize(long pixels) {
    return new ObjectFilter(pixels, maximumSize, dropAtBorder, fillHoles);
  }

  public ObjectFilter maximumSize(long pixels) {
    return new ObjectFilter(minimumSize, pixels, dropAtBorder, fillHoles);
  }

  public ObjectFilter dropAtBorder(boolean drop) {
    return new ObjectFilter(minimumSize, maximumSize, drop, fillHoles);
  }

  public ObjectFilter fillHoles(boolean fill) {
    return new ObjectFilter(minimumSize, maximumSize, dropAtBorder, fill);
  }

  boolean keeps(long size) {
    return size >= minimumSize && size <= maximumSize;
  }
}
