package sc.fiji.unet.launcher;

import ij.WindowManager;
import ij.macro.Interpreter;
import ij.text.TextWindow;
import java.awt.AWTEvent;
import java.awt.Dialog;
import java.awt.GraphicsEnvironment;
import java.awt.Toolkit;
import java.awt.event.AWTEventListener;
import java.awt.event.WindowEvent;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicReference;

/** Runs macros in the ImageJ of a test that is marked {@link InImageJ}. */
public final class Macros {
  private Macros() {}

  /** Runs a macro without an argument, see {@link #run(String, String)}. */
  public static String run(String code) {
    return run(code, "");
  }

  /**
   * Runs a macro in this thread. A dialog that opens meanwhile is closed at once, as by Enter.
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
    Toolkit toolkit = Toolkit.getDefaultToolkit();
    AWTEventListener closeDialogs = Macros::closeDialog;
    toolkit.addAWTEventListener(closeDialogs, AWTEvent.WINDOW_EVENT_MASK);
    try {
      String result = interpret(code, argument);
      if (WindowManager.getWindow("Exception") instanceof TextWindow exception) {
        String text = exception.getTextPanel().getText();
        exception.close();
        failIf(text);
      }
      return result;
    } finally {
      toolkit.removeAWTEventListener(closeDialogs);
    }
  }

  private static void closeDialog(AWTEvent event) {
    if (event.getID() == WindowEvent.WINDOW_OPENED && event.getSource() instanceof Dialog dialog) {
      dialog.dispose();
    }
  }

  private static String interpret(String code, String argument) {
    Interpreter interpreter = new Interpreter();
    Thread thread = Thread.currentThread();
    String name = thread.getName();
    thread.setName(HeadlessMacro.THREAD_NAME);
    try {
      String result = interpreter.run(code, argument);
      failIf(interpreter.getErrorMessage());
      return result;
    } catch (MacroException e) {
      throw e;
    } catch (RuntimeException e) {
      String message = interpreter.getErrorMessage();
      throw new MacroException(message == null ? e.toString() : message, e);
    } finally {
      thread.setName(name);
    }
  }

  private static void failIf(String message) {
    if (message != null) {
      throw new MacroException(message, null);
    }
  }
}
