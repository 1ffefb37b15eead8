package sc.fiji.unet.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.awt.GraphicsEnvironment;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.unet.bioimageio.PackageReader;
import sc.fiji.unet.launcher.InImageJ;
import sc.fiji.unet.launcher.MacroException;
import sc.fiji.unet.launcher.Macros;
import sc.fiji.unet.model.ModelDescription;

/** Images that a model has not learned from. */
@InImageJ
class CalibrateTest {

  private static final String STRANGE = "does not look like the images that";

  @TempDir static Path folder;

  private static Path model;

  @BeforeAll
  static void train() {
    model = folder.resolve("small.zip");
    Macros.run(
        "run('U-Net Train...', 'images=[sample-data/nuclei.tif]"
            + " annotations=[sample-data/nuclei-truth.tif] name=Small save=["
            + model
            + "] iterations=2 filters=2 depth=1 precision=fp32');");
  }

  @BeforeEach
  @AfterEach
  void closeAll() {
    Macros.run("close('*'); print('\\\\Clear');");
  }

  private static String logOf(String macro) {
    return Macros.run("setBatchMode(true); " + macro + " return getInfo('log');");
  }

  private static String segment(Path with, String change) {
    return logOf(
        "open('sample-data/nuclei.tif'); "
            + change
            + " run('U-Net Segment...', 'model=["
            + with
            + "] precision=fp32');");
  }

  /** Without a screen the Log is the console, which macros do not read. */
  private static void requireLog() {
    assumeFalse(GraphicsEnvironment.isHeadless(), "there is no Log");
  }

  @Test
  void saysWhatIsStrange() {
    requireLog();
    assertFalse(segment(model, "").contains(STRANGE));
    String inverted = segment(model, "run('Invert');");
    assertTrue(inverted.contains("'nuclei.tif' " + STRANGE + " 'Small' was trained on"), inverted);
    assertTrue(inverted.contains("what stands out is darker than the rest"), inverted);
    String noisy = segment(model, "run('Add Specified Noise...', 'standard=60');");
    assertTrue(noisy.contains("it is noisier, or sharper"), noisy);
  }

  @Test
  void calibratesWithoutAnnotation() throws Exception {
    Path calibrated = folder.resolve("calibrated.zip");
    String log =
        logOf(
            "open('sample-data/nuclei.tif'); run('Invert'); run('U-Net Calibrate...', 'model=["
                + model
                + "] name=Inverted save=["
                + calibrated
                + "]');");
    try (PackageReader reader = PackageReader.open(calibrated, "")) {
      ModelDescription description = reader.description();
      assertEquals("Inverted", description.name());
      assertEquals("Small", description.training().get("calibrated_from"));
    }
    MacroException again =
        assertThrows(
            MacroException.class,
            () ->
                Macros.run(
                    "open('sample-data/nuclei.tif'); run('U-Net Calibrate...', 'model=["
                        + model
                        + "] save=["
                        + calibrated
                        + "]');"));
    assertTrue(again.getMessage().contains("choose another name"), again.getMessage());
    requireLog();
    assertTrue(log.contains("What 'Small' expects of images has moved by"), log);
    assertFalse(segment(calibrated, "run('Invert');").contains(STRANGE));
    assertTrue(segment(model, "run('Invert');").contains(STRANGE));
  }

  /** Larger in the image is smaller to the network. */
  @Test
  void theDiameterChangesWhatIsSeen() throws Exception {
    assertNotEquals(weights("10"), weights("40"));
  }

  private static String weights(String diameter) throws Exception {
    Path calibrated = folder.resolve(diameter + ".zip");
    Macros.run(
        "setBatchMode(true); open('sample-data/nuclei.tif'); run('U-Net Calibrate...', 'model=["
            + model
            + "] diameter="
            + diameter
            + " save=["
            + calibrated
            + "]');");
    try (PackageReader reader = PackageReader.open(calibrated, "")) {
      return Arrays.toString(reader.weights());
    }
  }
}
