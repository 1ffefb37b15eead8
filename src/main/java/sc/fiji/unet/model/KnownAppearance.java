package sc.fiji.unet.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * How the images looked that a network has learned from.
 *
 * <p>The tolerances were chosen on eleven public sets of seven kinds of microscopy: no image of a
 * set's last fifth is beyond those of its other images, and most images of other kinds are.
 *
 * @param least the smallest of each measure
 * @param most the largest of each measure
 */
public record KnownAppearance(Appearance least, Appearance most) {

  private static final double OF_ASYMMETRY = 0.15;
  private static final double OF_EVENNESS = 1.15;
  private static final double OF_DETAIL = 1.25;

  /**
   * @param images one and more
   */
  public static KnownAppearance of(Collection<Appearance> images) {
    return new KnownAppearance(
        images.stream().reduce(Appearance::least).orElseThrow(),
        images.stream().reduce(Appearance::most).orElseThrow());
  }

  /** Of the images of both. */
  public KnownAppearance plus(KnownAppearance other) {
    return new KnownAppearance(least.least(other.least), most.most(other.most));
  }

  /**
   * In what an image differs from all of them by more than chance, for people; empty if in nothing.
   */
  public List<String> differences(Appearance image) {
    List<String> found = new ArrayList<>();
    if (image.asymmetry() < least.asymmetry() - OF_ASYMMETRY)
      found.add("what stands out is darker than the rest, or its background is brighter");
    if (image.asymmetry() > most.asymmetry() + OF_ASYMMETRY)
      found.add("what stands out is brighter than the rest, or its background is darker");
    if (image.evenness() < least.evenness() / OF_EVENNESS) found.add("more of it is empty");
    if (image.evenness() > most.evenness() * OF_EVENNESS) found.add("less of it is empty");
    if (image.detail() < least.detail() / OF_DETAIL) found.add("it is smoother, or blurred");
    if (image.detail() > most.detail() * OF_DETAIL) found.add("it is noisier, or sharper");
    if (image.structure() < least.structure() / OF_DETAIL) found.add("its structures are larger");
    if (image.structure() > most.structure() * OF_DETAIL) found.add("its structures are smaller");
    return found;
  }
}
