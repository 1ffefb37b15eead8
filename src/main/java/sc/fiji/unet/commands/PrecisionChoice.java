package sc.fiji.unet.commands;

import java.util.Locale;
import java.util.Optional;
import sc.fiji.unet.model.Precision;

/** The field "Precision": auto takes the one that this computer is faster in. */
final class PrecisionChoice {

  private static final String AUTO = "auto";

  private PrecisionChoice() {}

  /** auto, fp32 or bf16. */
  static String ask(Fields fields) {
    return fields.choice("Precision", AUTO, "fp32", "bf16");
  }

  /** What the answer means; empty for the faster one. */
  static Optional<Precision> of(String answer) {
    return answer.equals(AUTO)
        ? Optional.empty()
        : Optional.of(Precision.valueOf(answer.toUpperCase(Locale.ROOT)));
  }
}
