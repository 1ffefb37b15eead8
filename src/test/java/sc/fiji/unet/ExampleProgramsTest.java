package sc.fiji.unet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import groovy.lang.GroovyShell;
import ij.IJ;
import ij.ImagePlus;
import ij.io.FileSaver;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.unet.progress.Progress;

/** What stands in examples/ compiles and runs. */
class ExampleProgramsTest {

  /** Of training: a few steps. */
  private static final String MINUTES = "0.01";

  @TempDir Path folder;

  private Path input;
  private Path output;

  @BeforeEach
  void makeImages() throws Exception {
    input = Files.createDirectories(folder.resolve("in"));
    output = folder.resolve("out");
    save("nuclei", 0, "a.tif");
    save("nuclei-truth", 0, "a-truth.tif");
    save("nuclei", 64, "b.tif");
  }

  private void save(String sample, int x, String name) {
    ImagePlus image = IJ.openImage("sample-data/" + sample + ".tif");
    image.setRoi(x, x, 64, 64);
    assertTrue(new FileSaver(image.crop()).saveAsTiff(input.resolve(name).toString()));
  }

  private void assertWritten(String... names) throws Exception {
    for (String name : names) assertTrue(Files.size(output.resolve(name)) > 0, name);
    assertEquals(
        64, IJ.openImage(output.resolve(names[1]).toString()).getWidth(), "the label image");
  }

  @Test
  void java() throws Exception {
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                errors,
                "-Xlint:all,-processing,-path,-classfile",
                "-Werror",
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                "examples/TrainAndSegment.java");
    assertEquals(0, status, errors.toString(StandardCharsets.UTF_8));
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      String[] arguments = {
        input.resolve("a.tif").toString(),
        input.resolve("a-truth.tif").toString(),
        input.resolve("b.tif").toString(),
        output.toString(),
        MINUTES
      };
      loader
          .loadClass("TrainAndSegment")
          .getMethod("main", String[].class)
          .invoke(null, (Object) arguments);
    }
    assertWritten("my-cells.zip", "labels.tif", "objects.csv");
  }

  @Test
  void groovy() throws Exception {
    Path model = folder.resolve("tiny.zip");
    UNetModel.train("Tiny")
        .with(plan -> plan.network(2, 1).iterations(1))
        .add(
            IJ.openImage(input.resolve("a.tif").toString()),
            IJ.openImage(input.resolve("a-truth.tif").toString()))
        .run(model, Progress.NONE)
        .close();
    new GroovyShell()
        .run(
            new File("examples/train_and_segment.groovy"),
            new String[] {input.toString(), output.toString(), MINUTES, model.toString()});
    assertWritten("my-nuclei.zip", "b labels.tif", "b measurements.csv", "b objects.geojson");
  }
}
