package sc.fiji.unet.jobs;

/**
 * Which objects are kept, and how.
 *
 * @param minimum smaller ones are dropped
 * @param maximum larger ones are dropped
 * @param dropAtBorder whether those are dropped that touch the border of the image, or of what is
 *     selected in it
 * @param fillHoles whether holes in an object become a part of it
 */
public record ObjectRules(
    ObjectSize minimum, ObjectSize maximum, boolean dropAtBorder, boolean fillHoles) {

  static final ObjectSize NO_LIMIT = ObjectSize.pixels(Double.POSITIVE_INFINITY);
}
