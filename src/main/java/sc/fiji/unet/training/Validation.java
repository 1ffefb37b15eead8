package sc.fiji.unet.training;

/**
 * How well patches that were held back are predicted.
 *
 * @param loss as in training
 * @param pixelError share of pixels whose most probable class is wrong, 0 to 1; a background pixel
 *     counts as much as in the loss
 * @param error the lower, the better the network: as the {@link Validator} says, without one the
 *     pixel error
 */
public record Validation(double loss, double pixelError, double error) {}
