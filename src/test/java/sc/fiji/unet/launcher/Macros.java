package sc.fiji.unet.launcher;

import ij.WindowManager;
import ij.macro.Interpreter;
import ij.text.TextWindow;
import java.awt.Dialog;
import java.awt.GraphicsEnvironment;
import java.awt.Window;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicReference;
import javax.swing.Timer;

/** Runs macros in the ImageJ of a test that is marked {@link InImageJ}. */
public final class Macros {
  private Macros() {}

  /** Runs a macro without an argument, see {@link #run(String, String)}. */
  public static String run(String code) {
    return run(code, "");
  }

  /**
   * Runs a macro in this thread. A dialog that opens meanwhile is closed.
   *
   * @param code the macro
   * @param argument what {@code getArgument()} returns in it
   * @return what the macro returns, or null
   * @throws MacroException if the macro, or a command in it, failed
   */
  public static String run(String code, String argument) {
    return GraphicsEnvironment.isHeadless()
        ? runHeadless(code, argument)
        : runOnScreen(code, argument);
  }

  private static String runHeadless(String code, String argument) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    AtomicReference<String> error =
        MessageStream.install(new PrintStream(OutputStream.nullOutputStream()));
    try {
      String result = interpret(code, argument);
      failIf(error.get());
      return result;
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private static String runOnScreen(String code, String argument) {
    Thread thread = Thread.currentThread();
    Timer closeDialogs = new Timer(50, tick -> closeDialogs(thread));
    closeDialogs.start();
    try {
      String result = interpret(code, argument);
      if (WindowManager.getWindow("Exception") instanceof TextWindow exception) {
        String text = exception.getTextPanel().getText();
        exception.close();
        failIf(text);
      }
      return result;
    } finally {
      closeDialogs.stop();
    }
  }

  /** Not as soon as a dialog opens: AWT then may miss that it closed, and wait for ever. */
  private static void closeDialogs(Thread thread) {
    if (thread.getState() == Thread.State.WAITING) {
      for (Window window : Window.getWindows()) {
        if (window instanceof Dialog dialog && dialog.isModal()) {
          dialog.dispose();
        }
      }
    }
  }

  private static String interpret(String code, String argument) {
    Interpreter interpreter = new Interpreter();
    // To stay: ImageJ names a thread that runs commands once, and reads options by that name.
    Thread.currentThread().setName(HeadlessMacro.THREAD_NAME);
    try {
      String result = interpreter.run(code, argument);
      failIf(interpreter.getErrorMessage());
      return result;
    } catch (MacroException e) {
      throw e;
    } catch (RuntimeException e) {
      String message = interpreter.getErrorMessage();
      throw new MacroException(message == null ? e.toString() : message, e);
    }
  }

  private static void failIf(String message) {
    if (message != null) {
      throw new MacroException(message, null);
    }
  }
}
