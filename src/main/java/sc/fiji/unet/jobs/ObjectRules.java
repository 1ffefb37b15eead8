package sc.fiji.unet.jobs;

/**
 * Which objects are kept, and how, in a person's units; {@link sc.fiji.unet.labels.ObjectFilter} is
 * the same in pixels of one image.
 *
 * @param minimum smaller ones are dropped
 * @param maximum larger ones are dropped
 * @param dropAtBorder whether those are dropped that touch the border of the image, or of what is
 *     selected in it
 * @param fillHoles whether holes in an object become a part of it
 */
public record ObjectRules(
    ObjectSize minimum, ObjectSize maximum, boolean dropAtBorder, boolean fillHoles) {

  /** Drops smaller ones only. */
  static ObjectRules minimum(ObjectSize size) {
    return new ObjectRules(size, ObjectSize.pixels(Double.POSITIVE_INFINITY), false, false);
  }

  ObjectRules withMinimum(ObjectSize size) {
    return new ObjectRules(size, maximum, dropAtBorder, fillHoles);
  }

  ObjectRules withMaximum(ObjectSize size) {
    return new ObjectRules(minimum, size, dropAtBorder, fillHoles);
  }

  ObjectRules withDropAtBorder(boolean drop) {
    return new ObjectRules(minimum, maximum, drop, fillHoles);
  }

  ObjectRules withFillHoles(boolean fill) {
    return new ObjectRules(minimum, maximum, dropAtBorder, fill);
  }
}
