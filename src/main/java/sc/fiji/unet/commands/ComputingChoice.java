package sc.fiji.unet.commands;

import java.util.Locale;
import java.util.Optional;
import sc.fiji.unet.model.Computing;
import sc.fiji.unet.model.Device;
import sc.fiji.unet.model.Precision;

/**
 * The fields "Device" and "Precision": auto takes what is faster on this computer.
 *
 * @param device auto, cpu or gpu
 * @param precision auto, fp32 or bf16
 */
record ComputingChoice(String device, String precision) {

  private static final String AUTO = "auto";

  static ComputingChoice ask(Fields fields) {
    String precision = fields.choice("Precision", AUTO, "fp32", "bf16");
    return new ComputingChoice(fields.choice("Device", AUTO, "cpu", "gpu"), precision);
  }

  Computing wish() {
    return new Computing(
        chosen(device).map(Device::valueOf), chosen(precision).map(Precision::valueOf));
  }

  private static Optional<String> chosen(String answer) {
    return answer.equals(AUTO) ? Optional.empty() : Optional.of(answer.toUpperCase(Locale.ROOT));
  }
}
