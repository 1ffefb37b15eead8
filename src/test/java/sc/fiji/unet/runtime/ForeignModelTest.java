package sc.fiji.unet.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.unet.bioimageio.ModelPackage;
import sc.fiji.unet.model.AxisSize;
import sc.fiji.unet.model.ModelDescription;

/** A published model of others, where it is at hand. */
class ForeignModelTest {

  private static final Path NUCLEI = Path.of("../shared/data/bioimageio/unet2d_nuclei_broad");

  @TempDir Path folder;

  @Test
  void reproducesItsTestOutput() throws IOException {
    assumeTrue(Files.isDirectory(NUCLEI), NUCLEI + " is not here");
    double difference = ModelPackage.check(NUCLEI, "nuclei");
    assertTrue(difference < 1e-4, "largest difference " + difference);
    ModelDescription description = ModelPackage.describe(NUCLEI, "nuclei");
    assertEquals("UNet 2D Nuclei Broad", description.name());
    assertEquals(List.of("probability"), description.classNames());
    assertEquals(new AxisSize(512, 0), description.input().width());
    assertEquals(32, description.output().haloX());
    assertEquals("MIT", description.about().license());
    assertNull(description.input().pixelSize());
  }
}
