package sc.fiji.unet.commands;

import ij.IJ;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.prefs.Preferences;
import sc.fiji.unet.UNetModel;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.runtime.Compute;

/** The field "Precision": auto takes the one that this computer is faster in. */
final class PrecisionChoice {

  private static final String AUTO = "auto";

  /** Not ImageJ's preferences, which it does not save where it has no screen. */
  private static final Preferences MEASURED =
      Preferences.userNodeForPackage(UNetModel.class).node("precision");

  private PrecisionChoice() {}

  /** auto, fp32 or bf16. */
  static String ask(Fields fields) {
    return fields.choice("Precision", AUTO, "fp32", "bf16");
  }

  /**
   * Opens a model in the precision that the answer means; models of other programs know one only.
   *
   * @param key of the field that names the model
   */
  static UNetModel open(String key, String nameOrPath, String answer) throws IOException {
    ModelDescription model =
        Command.naming(key, nameOrPath, () -> ModelLibrary.ofUser().describe(nameOrPath));
    boolean foreign = answer.equals(AUTO) && model.unet().isEmpty();
    return UNetModel.open(nameOrPath, foreign ? Precision.FP32 : of(answer));
  }

  /** What the answer means; the computer's speed is measured the first time only. */
  static Precision of(String answer) {
    return switch (answer.equals(AUTO) ? MEASURED.get(computer(), "") : answer) {
      case "fp32" -> Precision.FP32;
      case "bf16" -> Precision.BF16;
      default -> measured();
    };
  }

  private static Precision measured() {
    IJ.showStatus("U-Net: measuring the speed of this computer");
    Precision precision = Compute.fastest();
    String name = precision.name().toLowerCase(Locale.ROOT);
    MEASURED.put(computer(), name);
    IJ.log("U-Net: this computer is fastest in " + name + ", which is remembered.");
    return precision;
  }

  /** A home folder may be shared by computers of different speeds. */
  private static String computer() {
    try {
      String name = InetAddress.getLocalHost().getHostName();
      return name.substring(0, Math.min(name.length(), Preferences.MAX_KEY_LENGTH));
    } catch (UnknownHostException e) {
      return "this computer";
    }
  }
}
