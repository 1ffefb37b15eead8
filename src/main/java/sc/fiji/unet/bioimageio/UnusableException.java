package sc.fiji.unet.bioimageio;

/** Why a package cannot be used: a sentence whose subject, "it", is the package. */
final class UnusableException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  UnusableException(String message) {
    super(message);
  }

  UnusableException(String message, Throwable cause) {
    super(message, cause);
  }
}
