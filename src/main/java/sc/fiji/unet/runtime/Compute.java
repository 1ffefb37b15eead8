package sc.fiji.unet.runtime;

import sc.fiji.unet.model.Precision;
import sc.fiji.unet.network.Form;

/**
 * Where a network computes, and with which numbers.
 *
 * @param device as DJL names it: "cpu", "gpu0"
 * @param precision of its numbers
 */
public record Compute(String device, Precision precision) {

  private static final String CPU = "cpu";

  /** On the processor. */
  public static Compute onCpu(Precision precision) {
    return new Compute(CPU, precision);
  }

  /** The form of a network that learns. */
  public Form training() {
    return precision == Precision.BF16 ? Form.TRAINING_BF16 : Form.TRAINING;
  }

  /** The form of a network that predicts. */
  public Form prediction() {
    return precision == Precision.BF16 ? Form.PREDICTION_BF16 : Form.PREDICTION;
  }

  /**
   * Measures which precision predicts faster on this computer, in about a second: on tiles of
   * growing size, unless bfloat16 turns out to be emulated.
   */
  public static Precision fastest() {
    return SpeedOfPrecisions.fastest();
  }
}
