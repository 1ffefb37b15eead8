package sc.fiji.unet.jobs;

import java.util.List;
import java.util.Optional;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.model.PixelSize;

/**
 * The pixel size of the images that a model is trained on, which the model is to remember.
 *
 * @param size that of the first image; empty unless all images have one, within 5 %
 * @param remark one sentence that says why there is none though some images have one
 */
record CommonPixelSize(Optional<PixelSize> size, Optional<String> remark) {

  /**
   * What an image tells of its pixel size.
   *
   * @param calibration see {@link Source#calibration}
   */
  record Image(String name, String calibration, Optional<PixelSize> size) {

    static Image of(Source source) {
      return new Image(source.name(), source.calibration(), source.pixelSize());
    }

    String text() {
      return size.map(PixelSize::toString).orElse(calibration);
    }
  }

  /**
   * That of some images.
   *
   * @param images one or more
   */
  static CommonPixelSize of(List<Image> images) {
    Optional<Image> known = images.stream().filter(image -> image.size().isPresent()).findFirst();
    if (known.isEmpty()) return new CommonPixelSize(Optional.empty(), Optional.empty());
    PixelSize size = known.get().size().get();
    return images.stream()
        .filter(image -> image.size().filter(size::isNear).isEmpty())
        .findFirst()
        .map(
            other -> new CommonPixelSize(Optional.empty(), Optional.of(remark(known.get(), other))))
        .orElse(new CommonPixelSize(Optional.of(size), Optional.empty()));
  }

  private static String remark(Image known, Image other) {
    return String.format(
        "The training gives the model no pixel size: '%s' has %s a pixel, '%s' has %s; set it with"
            + " Image > Properties....",
        known.name(), known.text(), other.name(), other.text());
  }
}
