package sc.fiji.unet.library;

import java.io.IOException;
import java.nio.file.Path;
import sc.fiji.unet.bioimageio.PackageReader;

/** What the library tests before it installs a package, for tests in other rooms. */
public final class ModelCheck {

  private ModelCheck() {}

  /** The largest difference of what a model predicts to the test output of its package. */
  public static double difference(Path file) throws IOException {
    try (PackageReader reader = PackageReader.open(file, "x")) {
      return ModelLibrary.check(reader);
    }
  }
}
