package sc.fiji.unet.launcher;

import java.io.IOException;
import java.net.URISyntaxException;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Makes the tests' JVM ready for ImageJ before JUnit loads any test class. */
public final class PatchImageJ implements LauncherSessionListener {
  @Override
  public void launcherSessionOpened(LauncherSession session) {
    try {
      Launcher.prepare(Boolean.getBoolean("java.awt.headless"));
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
