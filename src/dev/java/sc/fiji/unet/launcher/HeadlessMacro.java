package sc.fiji.unet.launcher;

import ij.IJ;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Runs one macro in an ImageJ that was patched to do without a screen. */
final class HeadlessMacro {
  /** ImageJ aborts macros, and reads their options, only in threads of such names. */
  static final String THREAD_NAME = "Run$_Macro$";

  private static final String USAGE =
      "--headless needs one of: -macro FILE [ARGUMENT], -batch FILE [ARGUMENT], -eval CODE";

  private HeadlessMacro() {}

  /** Returns the exit status, see {@link Launcher#main}. */
  static int run(List<String> arguments) throws InterruptedException {
    if (arguments.size() < 2 || !List.of("-macro", "-batch", "-eval").contains(arguments.get(0))) {
      System.err.println(USAGE);
      return 2;
    }
    boolean isCode = arguments.get(0).equals("-eval");
    String macro = arguments.get(1);
    String argument = arguments.size() > 2 ? arguments.get(2) : "";
    if (!isCode && !Files.isRegularFile(Path.of(macro))) {
      System.err.println("Macro not found: " + macro);
      return 2;
    }
    AtomicReference<String> error = MessageStream.install(System.err);
    AtomicInteger status = new AtomicInteger(1);
    Thread thread =
        new Thread(
            () -> {
              String result =
                  isCode
                      ? IJ.runMacro(macro, argument)
                      : IJ.runMacroFile(Path.of(macro).toAbsolutePath().toString(), argument);
              status.set("[aborted]".equals(result) || error.get() != null ? 1 : 0);
            },
            THREAD_NAME);
    thread.start();
    thread.join();
    return status.get();
  }
}
