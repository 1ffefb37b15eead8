package sc.fiji.unet.launcher;

import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Parts from the output what ImageJ would show in windows if it had a screen, and keeps the first
 * error among it: after an error in a plugin ImageJ only shows it, then ends the macro as if
 * nothing had happened, or even goes on with it.
 */
final class MessageStream extends PrintStream {
  private static final Set<String> SHOW_ERRORS =
      Set.of(
          "ij.Executer.run",
          "ij.IJ.handleException",
          "ij.IJ.outOfMemory",
          "ij.macro.Interpreter.showError");

  private final PrintStream messages;
  private final AtomicReference<String> error;

  private MessageStream(PrintStream stream, PrintStream messages, AtomicReference<String> error) {
    super(stream, true);
    this.messages = messages;
    this.error = error;
  }

  /** Replaces System.out and System.err; returns what will hold the first error. */
  static AtomicReference<String> install(PrintStream messages) {
    AtomicReference<String> error = new AtomicReference<>();
    System.setOut(new MessageStream(System.out, messages, error));
    System.setErr(new MessageStream(System.err, messages, error));
    return error;
  }

  @Override
  public void println(String line) {
    List<String> callers =
        StackWalker.getInstance()
            .walk(
                frames ->
                    frames
                        .skip(1)
                        .limit(2)
                        .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                        .toList());
    boolean isError = callers.stream().anyMatch(SHOW_ERRORS::contains);
    if (isError) {
      error.compareAndSet(null, line);
    }
    if (isError || callers.get(0).equals("ij.IJ.showMessage")) {
      messages.println(line);
    } else {
      super.println(line);
    }
  }
}
