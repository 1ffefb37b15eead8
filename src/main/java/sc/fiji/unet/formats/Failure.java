package sc.fiji.unet.formats;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import sc.fiji.unet.progress.UserException;

/** Sentences on files that do not do what is asked of them. */
final class Failure {

  private Failure() {}

  /**
   * That a file cannot be read.
   *
   * @return what to throw
   */
  static RuntimeException reading(Path file, IOException e) {
    return of(file, "read", e);
  }

  /**
   * That a file cannot be written.
   *
   * @return what to throw
   */
  static RuntimeException writing(Path file, IOException e) {
    return of(file, "written", e);
  }

  private static RuntimeException of(Path file, String done, IOException e) {
    // Who closes a file, or interrupts a thread, wants those that use it to end.
    if (e instanceof ClosedChannelException) return new CancellationException();
    return new UserException("'" + file + "' cannot be " + done + ": " + reason(e) + ".", e);
  }

  /** The system's exceptions have a file's name for their message, and others none. */
  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) return "access is denied";
    if (e instanceof NoSuchFileException) return "there is no such folder or file";
    if (e instanceof FileSystemException system && system.getReason() != null)
      return system.getReason();
    if (e instanceof FileSystemException) return "there is something else in its place";
    return e.getMessage() == null ? "the system says no more than " + e : e.getMessage();
  }
}
