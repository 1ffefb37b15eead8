package sc.fiji.unet.model;

/**
 * How the maps of a model become objects, as it was fitted on its validation images.
 *
 * @param foreground pixels at least as probable belong to objects, 0 to 1
 * @param seeds an object begins where the distance reaches this, 0 to 1; of no use to models
 *     without a distance
 * @param smoothing how often the distance is smoothed by the filter (1, 2, 1) / 4 before that
 * @param minimumSize objects of fewer pixels are dropped
 * @param throughSlices whether objects go on through the slices (z) of a stack
 */
public record Decoding(
    double foreground, double seeds, int smoothing, int minimumSize, boolean throughSlices) {

  /** For models that tell nothing of it. */
  public static final Decoding STANDARD = new Decoding(0.5, 0.5, 1, 20, false);

  public Decoding {
    requireProbability("foreground", foreground);
    requireProbability("seeds", seeds);
    if (smoothing < 0 || minimumSize < 0)
      throw new IllegalArgumentException(
          "The objects are smoothed "
              + smoothing
              + " times and have at least "
              + minimumSize
              + " pixels; neither may be negative.");
  }

  public Decoding foreground(double threshold) {
    return new Decoding(threshold, seeds, smoothing, minimumSize, throughSlices);
  }

  public Decoding seeds(double threshold) {
    return new Decoding(foreground, threshold, smoothing, minimumSize, throughSlices);
  }

  public Decoding smoothing(int times) {
    return new Decoding(foreground, seeds, times, minimumSize, throughSlices);
  }

  public Decoding minimumSize(int pixels) {
    return new Decoding(foreground, seeds, smoothing, pixels, throughSlices);
  }

  private static void requireProbability(String of, double threshold) {
    if (!(threshold >= 0 && threshold <= 1))
      throw new IllegalArgumentException(
          "The threshold of the " + of + " is " + threshold + "; allowed are 0 to 1.");
  }
}
