package sc.fiji.unet.imagej;

import ij.IJ;
import ij.Macro;
import java.lang.reflect.Field;

/**
 * Until it is closed ImageJ's errors go to the Log and end no macro: one damaged file of many is
 * not the end. ImageJ ends a macro at any error of a command that it runs, in whatever thread, even
 * where errors are redirected; only its private fields say otherwise.
 */
public final class LoggedErrors implements AutoCloseable {

  private final Object interpreter;
  private final Object abort;

  public LoggedErrors() {
    interpreter = swap(IJ.class, "macroInterpreter", null);
    abort = swap(Macro.class, "abort", false);
    IJ.redirectErrorMessages();
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
    IJ.redirectErrorMessages(false);
    swap(IJ.class, "macroInterpreter", interpreter);
    if (abort != null) swap(Macro.class, "abort", abort);
  }
}
