package sc.fiji.unet.jobs;

import java.util.List;
import java.util.Optional;
import sc.fiji.unet.imagej.ImagePixelSize;
import sc.fiji.unet.model.PixelSize;

/**
 * The pixel size of the images that a model is trained on, which the model is to remember.
 *
 * @param size that of the first image; null unless all images have one, within 5 %
 * @param remark one sentence that says why there is none though some images have one
 */
public record CommonPixelSize(PixelSize size, Optional<String> remark) {

  /**
   * That of some images.
   *
   * @param images one or more
   */
  public static CommonPixelSize of(List<ImagePixelSize> images) {
    Optional<ImagePixelSize> known =
        images.stream().filter(image -> image.size() != null).findFirst();
    if (known.isEmpty()) return new CommonPixelSize(null, Optional.empty());
    PixelSize size = known.get().size();
    return images.stream()
        .filter(image -> image.size() == null || !image.size().isNear(size))
        .findFirst()
        .map(other -> new CommonPixelSize(null, Optional.of(remark(known.get(), other))))
        .orElse(new CommonPixelSize(size, Optional.empty()));
  }

  private static String remark(ImagePixelSize known, ImagePixelSize other) {
    return String.format(
        "The training gives the model no pixel size: '%s' has %s a pixel, '%s' has %s; set it with"
            + " Image > Properties....",
        known.title(),
        known.size(),
        other.title(),
        other.size() == null ? other.calibration() : other.size());
  }
}
