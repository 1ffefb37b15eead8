package sc.fiji.unet.progress;

/**
 * How fast images were predicted.
 *
 * @param pixels of all planes, without halo, as large as the network saw them
 * @param seconds from the first pixel read to the last one given away
 * @param networkSeconds of these, those in which the network worked
 */
public record Throughput(long pixels, double seconds, double networkSeconds) {

  public double pixelsPerSecond() {
    return pixels / seconds;
  }

  /** Share of the time in which the network worked, 0 to 1. */
  public double networkShare() {
    return networkSeconds / seconds;
  }
}
