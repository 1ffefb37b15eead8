package sc.fiji.unet.commands;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.ImageStack;
import ij.io.FileSaver;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sc.fiji.unet.SmallZarr;
import sc.fiji.unet.formats.NgffVersion;
import sc.fiji.unet.launcher.InImageJ;
import sc.fiji.unet.launcher.MacroException;
import sc.fiji.unet.launcher.Macros;
import sc.fiji.unet.library.ModelLibrary;

/**
 * Runs the macros of README.md and docs, all blocks of a page one after the other in one ImageJ. A
 * comment before a block, as in {@code <!-- macro: open nuclei.tif nuclei-truth.tif -->}, says
 * which samples the page has the reader open (the first is the active one), and {@code <!-- macro:
 * screen -->} that it needs a screen. The folder /data of the pages is {@link #fill}.
 */
@InImageJ
class DocsTest {

  private static final int SIDE = 96; // pixels, of the samples

  private static final String CROP =
      String.format("makeRectangle(0, 0, %1$d, %1$d); run('Crop');", SIDE)
          + " while (nSlices > 2) run('Delete Slice'); run('Select None');";

  @TempDir static Path shared;
  private static Path model;

  @TempDir Path folder;
  private String home;

  private static Stream<MarkdownPage> pages() throws IOException {
    return MarkdownPage.all().stream()
        .filter(page -> page.blocks().stream().anyMatch(MarkdownPage.Block::isMacro));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void runsAsItStands(MarkdownPage page) throws IOException {
    run(page);
  }

  @Test
  void aTypoIsFound() {
    List<String> lines =
        List.of(
            "<!-- macro: open nuclei.tif nuclei-truth.tif -->",
            "```ijm",
            "rename(\"mine\");",
            "```",
            "and then",
            "```ijm",
            "run(\"U-Net Labels to ROI Manager\", \"image=mine sve=[/data/b]\");",
            "```");
    String message =
        assertThrows(
                AssertionError.class, () -> run(new MarkdownPage(Path.of("docs", "x.md"), lines)))
            .getMessage();
    assertTrue(message.startsWith("docs/x.md:6: The key '"), message);
  }

  private void run(MarkdownPage page) throws IOException {
    fill(folder.resolve("data"));
    StringBuilder macro = new StringBuilder("setBatchMode(true); close('*');\n");
    for (MarkdownPage.Block block : page.blocks()) {
      boolean screen = block.note().contains("screen");
      if (!block.isMacro() || screen && GraphicsEnvironment.isHeadless()) continue;
      String place = page + ":" + block.line();
      macro.append(
          "block = call('java.lang.System.setProperty', 'docs.block', '" + place + "');\n");
      macro.append(opening(block.note()));
      macro.append(small(block.code()));
    }
    try {
      Macros.run(macro.toString());
    } catch (MacroException e) {
      throw new AssertionError(System.getProperty("docs.block") + ": " + e.getMessage(), e);
    }
  }

  /** The page's own words, with less to do: after one step a model takes no better one's place. */
  private String small(String code) {
    // No key makes its 80 steps fewer: once is enough.
    if (GraphicsEnvironment.isHeadless())
      code = code.replaceAll("run\\(\"U-Net Calibrate\\.\\.\\.\".*;", "");
    for (String name : ModelLibrary.ofUser().names())
      if (ModelLibrary.ofUser().isBundled(name))
        code = code.replace("[" + name + "]", "[My nuclei]");
    return code.replaceAll("run\\(\"[^\"]* \\(U-Net Sample\\)\"\\);", "$0 " + CROP)
        .replace("/data/", folder.resolve("data") + "/")
        .replaceAll("\\bminutes=[0-9.]+", "iterations=1 filters=2 depth=1");
  }

  private static String opening(String note) {
    if (!note.startsWith("open ")) return "";
    StringBuilder opening = new StringBuilder("close('*');\n");
    String first = null;
    for (String name : note.substring(5).split("[ ,;]+")) {
      if (!name.endsWith(".tif")) continue;
      if (first == null) first = name;
      opening.append("open('sample-data/" + name + "'); " + CROP + "\n");
    }
    return opening + "selectImage('" + first + "');\n";
  }

  /**
   * What is in /data: the folders "plate 1" (two images of nuclei) and "plate 1 truth" (their label
   * images), the folder "cells" (three images, each with its label image beside it), the model
   * nuclei.zip, which is installed as "My nuclei", cells.tif with its labels, "two channels.tif"
   * (of nuclei), movie.tif (two frames of phase-contrast cells), slide.tif and embryo.zarr (of
   * nuclei).
   */
  private void fill(Path data) throws IOException {
    ImagePlus image = crop("nuclei");
    ImagePlus truth = crop("nuclei-truth");
    for (String name : List.of("A01.tif", "A02.tif")) {
      save(image, data.resolve("plate 1").resolve(name));
      save(truth, data.resolve("plate 1 truth").resolve(name));
    }
    for (String name : List.of("1", "2", "3")) {
      save(uncalibrated(image), data.resolve("cells").resolve(name + ".tif"));
      save(truth, data.resolve("cells").resolve(name + "_labels.tif"));
    }
    save(image, data.resolve("cells.tif"));
    save(truth, data.resolve("cells_labels.tif"));
    save(image, data.resolve("slide.tif"));
    int[] noise = new Random(1).ints(2 * SIDE * SIDE, 0, 256).toArray();
    int[] plane = {SIDE, SIDE};
    SmallZarr.write(data.resolve("embryo.zarr"), NgffVersion.V0_4, SIDE, SIDE, plane, noise)
        .close();
    save(twice(image, 2, 1), data.resolve("two channels.tif"));
    save(twice(crop("phase-cells"), 1, 2), data.resolve("movie.tif"));
    if (model == null) model = train(data.resolve("cells"));
    Files.copy(model, data.resolve("nuclei.zip"));
    Path installed = Files.createDirectories(folder.resolve("home").resolve("U-Net models"));
    Files.copy(model, installed.resolve("My nuclei.zip"));
  }

  private static Path train(Path cells) {
    Path file = shared.resolve("nuclei.zip");
    Macros.run(
        "run('U-Net Train...', 'images=["
            + cells
            + "] annotations=[] name=[Nuclei of others] save=["
            + file
            + "] iterations=40 filters=4 depth=2 precision=fp32');");
    return file;
  }

  /** A model that was trained on such images takes those of any pixel size. */
  private static ImagePlus uncalibrated(ImagePlus image) {
    return new ImagePlus(image.getTitle(), image.getProcessor());
  }

  private static ImagePlus twice(ImagePlus plane, int channels, int frames) {
    ImageStack stack = new ImageStack();
    for (int i = 0; i < 2; i++) stack.addSlice(plane.getProcessor());
    ImagePlus image = new ImagePlus("", stack);
    image.setDimensions(channels, 1, frames);
    image.setOpenAsHyperStack(true);
    image.setCalibration(plane.getCalibration());
    return image;
  }

  private static ImagePlus crop(String sample) {
    ImagePlus image = OpenSample.open(sample);
    image.setRoi(0, 0, SIDE, SIDE);
    return image.crop();
  }

  private static void save(ImagePlus image, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    new FileSaver(image).saveAsTiff(file.toString());
  }

  /** Models are installed in a home of their own. */
  @BeforeEach
  void moveHome() {
    home = System.setProperty("user.home", folder.resolve("home").toString());
  }

  @AfterEach
  void closeAll() {
    System.setProperty("user.home", home);
    Macros.run("close('*'); run('Clear Results'); if (isOpen('ROI Manager')) roiManager('reset');");
  }
}
