package sc.fiji.unet.progress;

/**
 * How far a training is.
 *
 * @param iteration steps so far
 * @param trainingLoss mean since the last point
 * @param validationLoss on the images held back
 * @param error how much of them is wrong, from 0: of objects 1 minus their mean average precision,
 *     of boundaries 1 minus V_rand, of other regions the share of the pixels
 * @param reached the same for people: "mean AP 0.712"
 * @param seconds that it took so far, without pauses
 * @param estimated seconds that it will have taken at its end
 */
public record LearningPoint(
    int iteration,
    double trainingLoss,
    double validationLoss,
    double error,
    String reached,
    double seconds,
    double estimated) {

  /** Time for people: "4:10 of about 10:00". */
  public String time() {
    return minutes(seconds) + " of about " + minutes(estimated);
  }

  private static String minutes(double seconds) {
    return String.format("%d:%02d", (long) seconds / 60, (long) seconds % 60);
  }
}
