package sc.fiji.unet.launcher;

/** A macro, or a command in it, failed; the message is what the user would read. */
public final class MacroException extends RuntimeException {
  MacroException(String message, Throwable cause) {
    super(message, cause);
  }
}
