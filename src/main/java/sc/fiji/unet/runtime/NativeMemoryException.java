package sc.fiji.unet.runtime;

import java.util.regex.Pattern;

/** PyTorch's memory, which is outside of Java's heap, does not suffice. */
public final class NativeMemoryException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** PyTorch has no other sign of it than its words, which differ between systems. */
  private static final Pattern WORDS =
      Pattern.compile(
          "DefaultCPUAllocator|out of memory|bad_alloc|bad allocation|could not create a (primitive|memory)"
              + "|STATUS_ALLOC_FAILED|Invalid buffer size");

  public NativeMemoryException(String message, Throwable cause) {
    super(message, cause);
  }

  /** This, if an error of PyTorch says so; else the error itself. */
  public static RuntimeException of(RuntimeException error) {
    String message = error.getMessage();
    return message != null && WORDS.matcher(message).find()
        ? new NativeMemoryException(message, error)
        : error;
  }
}
