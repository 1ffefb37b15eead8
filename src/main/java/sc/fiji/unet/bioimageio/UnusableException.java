package sc.fiji.unet.bioimageio;

import java.io.IOException;

/** Why a package cannot be used: a sentence whose subject, "it", is the package. */
final class UnusableException extends IOException {

  private static final long serialVersionUID = 1;

  UnusableException(String message) {
    super(message);
  }

  UnusableException(String message, Throwable cause) {
    super(message, cause);
  }
}
