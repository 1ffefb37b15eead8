package sc.fiji.unet.training;

/**
 * The best network of a training.
 *
 * @param weights as {@link sc.fiji.unet.model.TrainedModel#weights} gives them
 * @param iterations steps taken in all
 * @param bestIteration step after which the validation loss was lowest
 * @param validationLoss that loss
 * @param seconds time taken
 */
public record TrainingResult(
    byte[] weights, int iterations, int bestIteration, double validationLoss, double seconds) {}
