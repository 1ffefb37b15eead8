package sc.fiji.unet.imagej;

import ij.IJ;
import ij.Macro;
import ij.gui.MessageDialog;
import java.awt.GraphicsEnvironment;
import java.awt.Window;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import javax.swing.Timer;

/**
 * Until it is closed ImageJ's errors go to the Log and end no macro: one damaged file of many is
 * not the end. ImageJ ends a macro at any error of a command that it runs, in whatever thread, even
 * where errors are redirected; only its private fields say otherwise. It redirects one error, too:
 * the window of a second one is closed soon after it opens.
 *
 * <p>All this belongs to ImageJ and not to a thread. Several may be open at once; what was before
 * them comes back with the last.
 */
public final class LoggedErrors implements AutoCloseable {

  private record Before(Object interpreter, Object abort, boolean redirected) {}

  private static final Timer CLOSING = new Timer(50, tick -> closeErrors());

  /** Windows of messages, whether of errors or not, that were open before, or were looked at. */
  private static final Set<Window> SEEN = weakSet();

  private static final Set<Window> ERRORS = weakSet();

  private static int open;
  private static Before before;

  private boolean closed;

  public LoggedErrors() {
    synchronized (LoggedErrors.class) {
      if (open++ == 0) begin();
      IJ.redirectErrorMessages();
    }
  }

  private static void begin() {
    before =
        new Before(
            swap(IJ.class, "macroInterpreter", null),
            swap(Macro.class, "abort", false),
            IJ.redirectingErrorMessages());
    if (GraphicsEnvironment.isHeadless()) return;
    opened();
    CLOSING.start();
  }

  private static Set<Window> weakSet() {
    return Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
  }

  private static List<Window> opened() {
    return Arrays.stream(Window.getWindows())
        .filter(window -> window instanceof MessageDialog && window.isShowing() && SEEN.add(window))
        .toList();
  }

  /** Again and again: AWT misses that a window closes while it opens, and waits for ever. */
  private static void closeErrors() {
    List<Window> opened = opened();
    String error = opened.isEmpty() ? null : IJ.getErrorMessage();
    if (error != null) { // else they are messages of another command
      IJ.redirectErrorMessages();
      ERRORS.addAll(opened);
      for (Window window : opened) IJ.log(((MessageDialog) window).getTitle() + ": " + error);
    }
    for (Window window : List.copyOf(ERRORS)) window.dispose();
  }

  /** Sets a static field and returns what it was; another ImageJ may have no such field. */
  private static Object swap(Class<?> type, String name, Object value) {
    try {
      Field field = type.getDeclaredField(name);
      field.setAccessible(true);
      Object before = field.get(null);
      field.set(null, value);
      return before;
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }

  @Override
  public void close() {
    synchronized (LoggedErrors.class) {
      if (closed) return;
      closed = true;
      if (--open > 0) return;
      CLOSING.stop();
      IJ.redirectErrorMessages(before.redirected());
      swap(IJ.class, "macroInterpreter", before.interpreter());
      if (before.abort() != null) swap(Macro.class, "abort", before.abort());
    }
  }
}
