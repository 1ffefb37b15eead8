package sc.fiji.unet.training;

/**
 * The best network of a training.
 *
 * @param weights as {@link sc.fiji.unet.runtime.TrainedModel#weights} gives them
 * @param iterations steps taken in all
 * @param bestIteration step after which the pixel error of the validation was lowest
 * @param validation what it was then
 * @param seconds time taken
 */
public record TrainingResult(
    byte[] weights, int iterations, int bestIteration, Validation validation, double seconds) {}
