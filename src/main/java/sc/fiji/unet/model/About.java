package sc.fiji.unet.model;

import java.util.List;

/**
 * What a model says of itself to people.
 *
 * @param text what it does, in up to 1024 characters
 * @param authors their names
 * @param license SPDX identifier, or empty if none is given
 * @param tags words to find it by
 */
public record About(String text, List<String> authors, String license, List<String> tags) {

  public About {
    authors = List.copyOf(authors);
    tags = List.copyOf(tags);
  }

  /** A model trained here: by the user of this computer, to be shared under CC-BY-4.0. */
  public static About byUser() {
    return new About(
        "A 2D U-Net that segments microscopy images, trained with U-Net for Fiji.",
        List.of(System.getProperty("user.name", "unknown")),
        "CC-BY-4.0",
        List.of("2d", "unet", "pytorch", "semantic-segmentation", "fiji"));
  }

  /**
   * The same under a licence.
   *
   * @param identifier of SPDX, such as MIT
   */
  public About under(String identifier) {
    return new About(text, authors, identifier, tags);
  }

  /** The same by others. */
  public About by(List<String> others) {
    return new About(text, others, license, tags);
  }
}
