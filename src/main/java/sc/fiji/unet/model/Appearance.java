package sc.fiji.unet.model;

/**
 * How an image looks to a network, whatever it shows: measures of its values z, normalised to a
 * mean of 0 and a standard deviation of 1, at the size that the network sees it.
 *
 * @param asymmetry the mean less the median of z, -1 to 1: above 0 where a few pixels are brighter
 *     than the rest, below 0 where they are darker
 * @param evenness the mean of |z|, 0 to 1: small where most pixels are alike, an empty background
 * @param detail how much pixels differ from their neighbours: the root of the mean squared
 *     difference over that of pixels by chance, 0 to about 1
 * @param structure the same of squares of 4 x 4 pixels
 */
public record Appearance(double asymmetry, double evenness, double detail, double structure) {

  /** The smaller of each measure. */
  Appearance least(Appearance other) {
    return new Appearance(
        Math.min(asymmetry, other.asymmetry),
        Math.min(evenness, other.evenness),
        Math.min(detail, other.detail),
        Math.min(structure, other.structure));
  }

  /** The larger of each measure. */
  Appearance most(Appearance other) {
    return new Appearance(
        Math.max(asymmetry, other.asymmetry),
        Math.max(evenness, other.evenness),
        Math.max(detail, other.detail),
        Math.max(structure, other.structure));
  }
}
