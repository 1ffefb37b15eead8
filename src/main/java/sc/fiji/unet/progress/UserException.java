package sc.fiji.unet.progress;

/**
 * A value from a person or a file is wrong, or the computer lacks something that a person can give
 * it. The message is one sentence to act on: what, which value, what is allowed. A caller's mistake
 * is an {@link IllegalArgumentException} or {@link IllegalStateException} instead.
 */
public class UserException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public UserException(String sentence) {
    super(sentence);
  }

  public UserException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
