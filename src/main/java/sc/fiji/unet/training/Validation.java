package sc.fiji.unet.training;

import java.util.List;

/**
 * How well patches that were held back are predicted.
 *
 * @param loss as in training
 * @param pixelError share of pixels whose most probable class is wrong, 0 to 1; a background pixel
 *     counts as much as in the loss
 */
public record Validation(double loss, double pixelError) {

  /** The mean of one and more. */
  static Validation mean(List<Validation> all) {
    return new Validation(
        all.stream().mapToDouble(Validation::loss).average().orElseThrow(),
        all.stream().mapToDouble(Validation::pixelError).average().orElseThrow());
  }
}
