package sc.fiji.unet.commands;

import ij.IJ;
import ij.Macro;
import ij.gui.YesNoCancelDialog;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.library.UntrustedException;
import sc.fiji.unet.progress.UserException;

/**
 * Whether models of others are run: a person is asked once for each, a macro says it by a key.
 *
 * @param given whether the macro has the key
 */
record Trust(boolean given) {

  private static final String KEY = "trust";

  static Trust ask(Fields fields) {
    return new Trust(fields.hasKey(KEY));
  }

  /**
   * Does what runs a model.
   *
   * @throws UserException if it is not trusted
   * @throws CancellationException if somebody said so
   */
  <T> T over(Command.Work<T> work) throws IOException {
    try {
      return work.run();
    } catch (UntrustedException e) {
      boolean asks = Macro.getOptions() == null && !GraphicsEnvironment.isHeadless();
      if (!asks && !given)
        throw new UserException(e.getMessage() + " In a macro: add the key " + KEY + ".", e);
      if (!given && !isTrusted(e)) throw new CancellationException();
      ModelLibrary.ofUser().trust(e);
      return work.run();
    }
  }

  private static boolean isTrusted(UntrustedException model) {
    YesNoCancelDialog dialog =
        new YesNoCancelDialog(
            IJ.getInstance(),
            "U-Net: Do You Trust This Model?",
            model.question(),
            "Yes, run it",
            "No");
    return dialog.yesPressed();
  }
}
