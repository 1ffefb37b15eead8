package sc.fiji.unet.runtime;

import sc.fiji.unet.model.Precision;
import sc.fiji.unet.network.Form;

/**
 * Where a network computes, and with which numbers.
 *
 * @param device as DJL names it: "cpu", "gpu0", "mps"
 * @param precision of its numbers
 */
public record Compute(String device, Precision precision) {

  private static final String CPU = "cpu";

  /** On the processor. */
  public static Compute onCpu(Precision precision) {
    return new Compute(CPU, precision);
  }

  public boolean isOnCpu() {
    return device.equals(CPU);
  }

  /** On the processor, where this fails; on it bfloat16 may be slower than anything. */
  public Compute otherwise() {
    return isOnCpu() ? this : onCpu(precision == Precision.BF16 ? fastest() : precision);
  }

  /** Says that the processor goes on. */
  public String failure(Exception reason) {
    return String.format(
        "The processor computes, as the graphics card ('%s') failed: %s",
        device, Torch.words(reason));
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
   * The precision that predicts faster on this computer's processor. It is measured the first time,
   * in about a second, and remembered.
   */
  public static Precision fastest() {
    return SpeedOfPrecisions.fastest();
  }
}
