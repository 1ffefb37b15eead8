package sc.fiji.unet.commands;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Roi;
import java.awt.Color;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.unet.bioimageio.PackageEntries;
import sc.fiji.unet.imagej.RoiSets;
import sc.fiji.unet.launcher.InImageJ;
import sc.fiji.unet.launcher.MacroException;
import sc.fiji.unet.launcher.Macros;
import sc.fiji.unet.library.ModelCheck;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.PixelSize;

/** The macro strings that users type. */
@InImageJ
class CommandsTest {

  private static final String OPEN =
      "setBatchMode(true); open('sample-data/em-membranes.tif'); setSlice(2);";

  /** Of the sample that is trained on. */
  private static final Optional<PixelSize> PIXEL = Optional.of(new PixelSize(0.004, 0.004));

  @TempDir static Path folder;

  private static String model;

  @BeforeAll
  static void train() {
    model = folder.resolve("tiny model.zip").toString();
    Macros.run(
        "run('U-Net Train...', 'images=[sample-data/em-membranes.tif]"
            + " annotations=[sample-data/em-membranes-truth.tif] name=[Tiny] save=["
            + model
            + "] minutes=10 iterations=30 filters=4 depth=2 seed=1 precision=fp32 author=[A. Biologist] licence=CC-BY-4.0"
            + " example=[sample-data/phase-cells.tif]');");
  }

  /** Results that are left would have ImageJ ask, when a later test closes their window. */
  @BeforeEach
  @AfterEach
  void closeAll() {
    Macros.run("close('*'); run('Clear Results');");
  }

  @Test
  void thePackageNamesItsAuthorAndShowsTheExample() throws Exception {
    ModelDescription description = describe(Path.of(model));
    assertEquals(List.of("A. Biologist"), description.about().authors());
    assertEquals(PIXEL, description.input().pixelSize());
    assertTrue(ModelCheck.difference(Path.of(model)) < 1e-4);
    // 384 x 384 pixels; its middle stands in the package, unchanged.
    ImagePlus example = IJ.openImage("sample-data/phase-cells.tif");
    try (ZipFile zip = new ZipFile(model)) {
      byte[] npy = zip.getInputStream(zip.getEntry("test_input.npy")).readAllBytes();
      float first = ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN).getFloat(128);
      assertEquals(example.getProcessor().getf(64, 64), first);
    }
  }

  /** A label image, which has no class numbers, trains a model that has none. */
  @Test
  void goesOnWithTheClassesOfTheModel() throws Exception {
    String pair =
        "run('U-Net Train...', 'images=[sample-data/em-membranes.tif]"
            + " annotations=[sample-data/em-membranes-truth.tif] iterations=1 save=[";
    Path next = folder.resolve("next.zip");
    Macros.run(pair + next + "] from=[" + model + "]');");
    assertEquals(List.of("objects"), describe(next).classNames());
    assertTrue(
        failureOf(pair + next + "] classes=3 from=[" + model + "]');")
            .endsWith("for a model of 3 classes allowed are 0 to 2."));
    Path two = folder.resolve("two.zip");
    String classes = "run('U-Net Train...', 'images=[sample-data/nuclei.tif] annotations=[";
    Path mask = folder.resolve("mask.tif");
    Macros.run(
        "setBatchMode(true); open('sample-data/nuclei-truth.tif'); run('Max...', 'value=1 stack');"
            + " saveAs('Tiff', '"
            + mask
            + "');");
    Macros.run(classes + mask + "] iterations=1 filters=2 depth=1 classes=2 save=[" + two + "]');");
    Path anew = folder.resolve("anew.zip");
    Macros.run(
        classes + mask + "] iterations=1 classes=2 from=[" + model + "] save=[" + anew + "]');");
    assertEquals(2, describe(anew).classNames().size());
    assertTrue(
        failureOf(classes + "sample-data/nuclei-truth.tif] iterations=1 from=[" + two + "]');")
            .endsWith("for a model of 2 classes allowed are 0 to 1."));
  }

  @Test
  void keepsThePixelSizeOfTheModelWhereTheImagesTellNone() throws Exception {
    String uncalibrated =
        "setBatchMode(true); close('*'); open('sample-data/nuclei.tif'); rename('a'); setVoxelSize(1, 1,"
            + " 1,"
            + " 'pixel'); open('sample-data/nuclei-truth.tif'); rename('b');"
            + " run('U-Net Train...', 'images=a annotations=b iterations=1 filters=2 depth=1 save=[";
    Path kept = folder.resolve("kept.zip");
    Macros.run(uncalibrated + kept + "] from=[" + model + "]');");
    assertEquals(PIXEL, describe(kept).input().pixelSize());
    Path unknown = folder.resolve("unknown.zip");
    Macros.run(uncalibrated + unknown + "]');");
    assertEquals(Optional.empty(), describe(unknown).input().pixelSize());
  }

  @Test
  void trainsOnOpenImagesToo() {
    String other = folder.resolve("open images.zip").toString();
    Macros.run(
        "setBatchMode(true); open('sample-data/nuclei.tif'); open('sample-data/nuclei-truth.tif');"
            + "run('U-Net Train...', 'images=nuclei.tif annotations=[nuclei-truth.tif] name=Nuclei"
            + " save=["
            + other
            + "] iterations=2 filters=2 depth=1');");
    assertTrue(Files.isRegularFile(Path.of(other)));
  }

  @Test
  void trainsOnFoldersOfPairs() throws Exception {
    Path images = Files.createDirectory(folder.resolve("images"));
    Path annotations = Files.createDirectory(folder.resolve("annotations"));
    for (String name : List.of("a", "b")) {
      Files.copy(Path.of("sample-data/nuclei.tif"), images.resolve(name + ".tif"));
      Files.copy(Path.of("sample-data/nuclei-truth.tif"), annotations.resolve(name + ".tif"));
    }
    String train =
        "run('U-Net Train...', 'images=["
            + images
            + "] annotations=["
            + annotations
            + "] save=["
            + folder.resolve("folders.zip")
            + "] iterations=2 filters=2 depth=1');";
    Macros.run(train);
    Files.delete(annotations.resolve("a.tif"));
    Files.delete(annotations.resolve("b.tif"));
    Files.writeString(annotations.resolve("notes.txt"), "by hand");
    assertEquals(
        "No file of '"
            + images
            + "' has an annotation; names that belong together are the same, or such as cells.tif and"
            + " cells_labels.tif, cells_mask.png or 'cells RoiSet.zip'. There are: a.tif, b.tif,"
            + " notes.txt.",
        failureOf(train));
  }

  /** What is in docs/own-model.md: two actions beside the corrections themselves. */
  @Test
  void correctsAndTrainsAgain() throws Exception {
    assumeFalse(GraphicsEnvironment.isHeadless(), "there is no ROI Manager");
    Path corrected = folder.resolve("corrected.zip");
    Macros.run(
        "roiManager('reset'); open('sample-data/em-membranes.tif'); run('U-Net Segment...', 'model=["
            + model
            + "] rois'); roiManager('select', 0); roiManager('delete');"
            + " run('U-Net Train...', 'images=em-membranes.tif annotations=[ROI Manager] from=["
            + model
            + "] name=Tiny save=["
            + corrected
            + "] iterations=1'); roiManager('reset');");
    assertEquals("Tiny", describe(corrected).training().get("from"));
  }

  /** One gesture each, and back. */
  @Test
  void objectsOfALabelImageAreSplitAndMerged() {
    String labels =
        "setBatchMode(true); close('*'); if (isOpen('ROI Manager')) roiManager('reset');"
            + " newImage('l', '16-bit black', 20, 20, 1); setColor(3); fillRect(2, 2, 16, 6); ";
    String split = labels + "makeLine(10, 0, 10, 12); run('U-Net Split Objects'); ";
    String ends = "return '' + getPixel(3, 4) + ' ' + getPixel(16, 4);";
    assertEquals("3 4", Macros.run(split + ends));
    assertEquals("3 3", Macros.run(split + "run('U-Net Undo Edit'); " + ends));
    assertEquals(
        "3 3", Macros.run(split + "makeLine(4, 4, 17, 4); run('U-Net Merge Objects'); " + ends));
    assertEquals(
        "The line cuts no object in two: draw it across one, from side to side.",
        failureOf(labels + "makeLine(10, 0, 10, 4); run('U-Net Split Objects');"));
    assertEquals(
        "Draw a line on 'l' first, with any of ImageJ's line tools.",
        failureOf(labels + "run('Select None'); run('U-Net Merge Objects');"));
    assertEquals(
        "There is no split or merge of objects to undo on this image.",
        failureOf(labels + "run('U-Net Undo Edit');"));
  }

  @Test
  void objectsOfTheRoiManagerAreSplitAndMerged() {
    assumeFalse(GraphicsEnvironment.isHeadless(), "the ROI Manager needs a display");
    String rois =
        "setBatchMode(true); close('*'); newImage('l', '8-bit black', 20, 20, 1);"
            + " roiManager('reset'); makeRectangle(2, 2, 16, 6); roiManager('add');"
            + " makeLine(10, 0, 10, 12); run('U-Net Split Objects'); n = roiManager('count'); ";
    assertEquals("2", Macros.run(rois + "return '' + n;"));
    assertEquals(
        "1 1",
        Macros.run(
            rois
                + "makeLine(4, 4, 17, 4); run('U-Net Merge Objects'); m = roiManager('count');"
                + " roiManager('select', 0); getSelectionBounds(x, y, w, h);"
                + " return '' + m + ' ' + (x == 2 && w == 16);"));
  }

  /** Everything in one folder: label images, ROIs, and what belongs to nothing. */
  @Test
  void trainsOnWhatLiesBesideTheImages() throws Exception {
    Path mixed = Files.createDirectory(folder.resolve("mixed"));
    for (String name : List.of("a.tif", "b.tif", "c.tif"))
      Files.copy(Path.of("sample-data/nuclei.tif"), mixed.resolve(name));
    Files.copy(Path.of("sample-data/nuclei-truth.tif"), mixed.resolve("a_labels.tif"));
    Files.writeString(mixed.resolve("notes.txt"), "by hand");
    RoiSets.save(List.of(new Roi(20, 20, 30, 30)), mixed.resolve("b RoiSet.zip"));
    Path saved = folder.resolve("mixed.zip");
    Macros.run(
        "run('U-Net Train...', 'images=["
            + mixed
            + "] annotations=[] save=["
            + saved
            + "] iterations=2 filters=2 depth=1');");
    assertEquals(
        2, ((Number) describe(saved).training().get("planes")).intValue(), "planes of a and b");
    Files.copy(Path.of("sample-data/nuclei-truth.tif"), mixed.resolve("b_mask.tif"));
    assertEquals(
        "'b.tif' has several annotations: b RoiSet.zip, b_mask.tif; take away all but one.",
        failureOf("run('U-Net Train...', 'images=[" + mixed + "] annotations=[] iterations=1');"));
  }

  @Test
  void aFileThatIsNoImageIsNamed() throws Exception {
    Path broken = Files.createDirectory(folder.resolve("broken"));
    Path file = Files.writeString(broken.resolve("d.tif"), "no image");
    Files.copy(Path.of("sample-data/nuclei-truth.tif"), broken.resolve("d_labels.tif"));
    assertEquals(
        "ImageJ cannot open '" + file + "' as an image.",
        failureOf("run('U-Net Train...', 'images=[" + broken + "] annotations=[] iterations=1');"));
  }

  /** As the ROI Manager calls it. */
  @Test
  void aRoiSetBesideASingleImageIsItsAnnotation() throws Exception {
    Path alone = Files.createDirectory(folder.resolve("alone"));
    Path image = Files.copy(Path.of("sample-data/nuclei.tif"), alone.resolve("n.tif"));
    RoiSets.save(List.of(new Roi(20, 20, 30, 30)), alone.resolve("RoiSet.zip"));
    Path saved = folder.resolve("alone.zip");
    Macros.run(
        "run('U-Net Train...', 'images=["
            + image
            + "] annotations=[] save=["
            + saved
            + "] iterations=1 filters=2 depth=1');");
    assertTrue(Files.exists(saved));
  }

  /** Of all that Segment saves the label images are compared. */
  @Test
  void evaluatesTheFolderOfASegmentation() throws Exception {
    Path found = folder.resolve("all results");
    Path truth = Files.createDirectory(folder.resolve("its truth"));
    Files.copy(
        Path.of("sample-data/em-membranes-truth.tif"), truth.resolve("em-membranes-truth.tif"));
    Path saved = folder.resolve("its evaluation");
    Macros.run(
        OPEN
            + "run('U-Net Segment...', 'model=["
            + model
            + "] labels rois table probabilities save=["
            + found
            + "]'); run('U-Net Evaluate...', 'prediction=["
            + found
            + "] truth=["
            + truth
            + "] save=["
            + saved
            + "]');");
    List<String> rows = Files.readAllLines(saved.resolve("U-Net evaluation.csv"));
    assertTrue(rows.get(1).contains("em-membranes labels.tif"), rows.get(1));
    Files.move(truth.resolve("em-membranes-truth.tif"), truth.resolve("other.tif"));
    assertEquals(
        "The files of both folders must have the same names, or similar ones; without a partner are:"
            + " em-membranes (prediction), other (truth).",
        failureOf("run('U-Net Evaluate...', 'prediction=[" + found + "] truth=[" + truth + "]');"));
  }

  /** ROIs on the image itself; strokes leave most of it unknown. */
  @Test
  void trainsOnOverlaysAndStrokes() throws Exception {
    Path saved = folder.resolve("strokes.zip");
    Macros.run(
        "setBatchMode(true); open('sample-data/phase-cells.tif');"
            + " makeLine(10, 10, 200, 10, 8); Roi.setGroup(1); Overlay.addSelection;"
            + " makeLine(10, 100, 200, 100, 8); Roi.setGroup(2); Overlay.addSelection;"
            + " run('U-Net Train...', 'images=phase-cells.tif annotations=overlay save=["
            + saved
            + "] iterations=2 filters=2 depth=1');");
    assertFalse(describe(saved).architecture().distance());
    assertEquals(
        "'phase-cells.tif' has no ROIs that annotate it: draw around objects, or draw strokes on"
            + " them.",
        failureOf(
            "setBatchMode(true); close('*'); open('sample-data/phase-cells.tif');"
                + " run('U-Net Train...', 'images=phase-cells.tif annotations=overlay"
                + " iterations=1');"));
  }

  @Test
  void makesWhatTheCheckBoxesSay() {
    String titles =
        Macros.run(
            OPEN
                + "run('U-Net Segment...', 'model=["
                + model
                + "] threshold=0.5 minimum=20 tile=0 precision=auto labels probabilities');"
                + "list = ''; for (i = 1; i <= nImages; i++) { selectImage(i);"
                + " getDimensions(w, h, c, z, t);"
                + " list += getTitle() + ' ' + bitDepth() + ' ' + c + 'x' + z + 'x' + t + ';'; }"
                + " return list;");
    assertEquals(
        "em-membranes.tif 8 1x5x1;em-membranes.tif labels 16 1x5x1;"
            + "em-membranes.tif probabilities 32 1x5x1;",
        titles);
  }

  /** A label image makes a model of separate objects, which brings its own thresholds along. */
  @Test
  void objectsThatTouchComeApart() throws Exception {
    Path separate = folder.resolve("separate.zip");
    String truth = "annotations=[sample-data/nuclei-truth.tif] save=[" + separate + "]";
    Macros.run(
        "run('U-Net Train...', 'images=[sample-data/nuclei.tif] "
            + truth
            + " iterations=2 filters=2 depth=1 precision=fp32');");
    assertTrue(describe(separate).architecture().distance());
    String counts =
        Macros.run(
            "setBatchMode(true); counts = ''; open('sample-data/nuclei.tif');"
                + count(separate, "seeds=0.01")
                + count(separate, "seeds=0.01 minimum=[1e9]")
                + count(separate, "seeds=0.01 minimum=[0.001 µm] maximum=0")
                + count(separate, "threshold=0 separation=regions minimum=0 exclude fill")
                + count(separate, "threshold=0 separation=shape minimum=0 slices=apart")
                + " return counts;");
    int comma = counts.indexOf(',');
    assertTrue(Integer.parseInt(counts.substring(0, comma)) > 1, counts);
    assertEquals("0,0,0,1,", counts.substring(comma + 1), counts);
  }

  /** Each object has one class, in the class map, the names of ROIs and the table. */
  @Test
  void objectsHaveClasses() throws Exception {
    Path classes = folder.resolve("classes.zip");
    Path output = folder.resolve("classes");
    String draw = "setColor(1); fillRect(4, 4, 20, 40); setColor(2); fillRect(40, 4, 20, 40);";
    String train =
        "run('U-Net Train...', 'images=cells annotations=truth classes=3 iterations=100 filters=4"
            + " depth=2 precision=fp32 save=["
            + classes
            + "]');";
    String segment = "run('U-Net Segment...', 'model=[" + classes + "] minimum=50 ";
    String found =
        Macros.run(
            "setBatchMode(true); newImage('truth', '8-bit black', 64, 64, 5);"
                + " for (i = 1; i <= 5; i++) { setSlice(i); "
                + draw
                + "} run('Duplicate...', 'title=cells duplicate'); run('Macro...',"
                + " 'code=[v = 100 - 100 * (v == 1) + 150 * (v == 2)] stack');"
                + train
                + "selectImage('cells');"
                + segment
                + "labels rois table classes save=["
                + output
                + "]'); selectImage('cells classes'); found = '' + nSlices + ' ' + getPixel(10, 20)"
                + " + ' ' + getPixel(50, 20) + ' ' + getPixel(32, 20);"
                + " for (i = 0; i < 2; i++) found += ' ' + getResultString('Class', i);"
                + " return found;");
    assertEquals("5 1 2 0 class 1 class 2", found);
    assertTrue(Files.exists(output.resolve("cells classes.tif")));
    List<Roi> rois = RoiSets.open(output.resolve("cells RoiSet.zip"));
    assertEquals("z0001-class 1-label-0001", rois.get(0).getName());
    assertEquals(List.of(1, 2), rois.stream().limit(2).map(Roi::getGroup).toList());
    assertEquals(
        "The model 'Tiny' does not tell classes of objects apart: leave the classes out.",
        failureOf(OPEN + "run('U-Net Segment...', 'model=[" + model + "] classes');"));
  }

  /** Labels that go on through the slices make a model of volumes; frames are apart. */
  @Test
  void objectsGoOnThroughTheSlices() throws Exception {
    Path volumes = folder.resolve("volumes.zip");
    String draw =
        "for (z = 1; z <= 3; z++) { setSlice(z); setColor(1); fillOval(4, 4, 10, 10);"
            + " setColor(2); fillOval(18, 16, 10, 10); }";
    Macros.run(
        "setBatchMode(true); newImage('cells', '8-bit black', 32, 32, 3);"
            + draw
            + " newImage('truth', '16-bit black', 32, 32, 3);"
            + draw
            + " run('U-Net Train...', 'images=cells annotations=truth save=["
            + volumes
            + "] iterations=2 filters=2 depth=1 context=1 precision=fp32');");
    assertTrue(describe(volumes).decoding().throughSlices());
    Path output = folder.resolve("volumes");
    String segment = "run('U-Net Segment...', 'model=[" + volumes + "] threshold=0 seeds=0 ";
    String last = " Stack.getStatistics(count, mean, min, last);";
    String found =
        Macros.run(
            "setBatchMode(true); newImage('movie', '8-bit black', 32, 32, 6);"
                + " Stack.setDimensions(1, 3, 2); setVoxelSize(0.5, 0.5, 2, 'micron');"
                + segment
                + "labels rois table save=["
                + output
                + "]');"
                + last
                + " found = '' + last + ' ' + nResults; for (i = 0; i < nResults; i++)"
                + " found += ' ' + getResult('Volume (um^3)', i) + ' ' + getResult('Frame', i);"
                + " selectImage('movie'); "
                + segment
                + "slices=apart');"
                + last
                + " found += ' ' + last; selectImage('movie'); "
                + segment
                + "slices=apart link=t');"
                + last
                + " found += ' ' + last; run('Clear Results'); selectImage('movie'); "
                + segment
                + "link=t labels table');"
                + last
                + " return found + ' ' + last + ' ' + nResults;");
    assertEquals("2 2 1536 1 1536 2 6 3 1 2", found);
    List<Roi> rois = RoiSets.open(output.resolve("movie RoiSet.zip"));
    assertEquals(List.of(1, 1, 1, 2, 2, 2), rois.stream().map(Roi::getGroup).toList());
    assertEquals(List.of(1, 2, 3, 1, 2, 3), rois.stream().map(Roi::getZPosition).toList());
    assertEquals(List.of(1, 1, 1, 2, 2, 2), rois.stream().map(Roi::getTPosition).toList());
  }

  private static String count(Path model, String options) {
    return "selectImage('nuclei.tif'); run('U-Net Segment...', 'model=["
        + model
        + "] labels "
        + options
        + "'); getStatistics(area, mean, min, max); close(); counts = '' + counts + max + ',';";
  }

  @Test
  void everyKeyHasADefault() {
    String title =
        Macros.run(OPEN + "run('U-Net Segment...', 'model=[" + model + "]'); return getTitle();");
    assertEquals("em-membranes.tif labels", title);
  }

  @Test
  void theTileSizeChangesNothing() {
    String run = "run('U-Net Segment...', 'model=[" + model + "] probabilities tile=";
    assertEquals(
        "0",
        Macros.run(
            OPEN
                + "run('Duplicate...', 'title=one');"
                + run
                + "0'); rename('whole'); selectImage('one');"
                + run
                + "128'); rename('tiles');"
                + "imageCalculator('Difference create 32-bit stack', 'whole', 'tiles');"
                + "getStatistics(count, mean, min, max); return '' + (max > 0.00001);"));
  }

  /** The slices of the sample as channels: the third is segmented as it is by itself. */
  @Test
  void channelsAreChosenByTheirNumbers() {
    String run = "run('U-Net Segment...', 'model=[" + model + "] labels channels=";
    String slicesToChannels =
        OPEN
            + "setSlice(3); run('Duplicate...', 'title=third'); selectImage('em-membranes.tif');"
            + " Stack.setDimensions(5, 1, 1);";
    assertEquals(
        "1 0",
        Macros.run(
            slicesToChannels
                + run
                + "3'); rename('one of five'); selectImage('third');"
                + run
                + "[]'); rename('alone'); getStatistics(count, mean, min, objects);"
                + " imageCalculator('Difference create 32-bit', 'one of five', 'alone');"
                + " getStatistics(count, mean, min, max); return '' + (objects > 0) + ' ' + max;"));
    assertEquals(
        "The image 'em-membranes.tif' has 5 channels, the model 'Tiny' takes 1: choose as many, by"
            + " their numbers, in the field Channels.",
        failureOf(slicesToChannels + run + "[]');"));
    assertEquals(
        "channels=[first] must be numbers with commas between them, such as 1 or 1,3.",
        failureOf(slicesToChannels + run + "first');"));
  }

  @Test
  void measuresInMicronAndAppends() {
    String rows =
        Macros.run(
            OPEN
                + "run('Clear Results'); run('Duplicate...', 'title=one');"
                + "command = 'model=["
                + model
                + "] table minimum=50'; run('U-Net Segment...', command); one = nResults;"
                + "run('U-Net Segment...', command);"
                + " return '' + one + ' ' + nResults + ' ' + getResult('Area (um^2)', 0) + ' '"
                + " + getResultLabel(0);");
    String[] values = rows.split(" ");
    int objects = Integer.parseInt(values[0]);
    assertTrue(objects > 0);
    assertEquals(2 * objects, Integer.parseInt(values[1]));
    double pixel = 0.004 * 0.004;
    double pixels = Double.parseDouble(values[2]) / pixel;
    assertEquals(Math.rint(pixels), pixels, 1e-3 * pixels);
    assertTrue(pixels >= 50 && pixels < 256 * 256, rows);
    assertEquals("one", values[3]);
  }

  @Test
  void appendsToTheRoiManager() {
    assumeFalse(GraphicsEnvironment.isHeadless(), "the ROI Manager needs a display");
    String counts =
        Macros.run(
            OPEN
                + "roiManager('reset'); makeRectangle(1, 2, 3, 4); roiManager('add');"
                + "run('Select None'); run('U-Net Segment...', 'model=["
                + model
                + "] labels rois');"
                + "Stack.getStatistics(count, mean, min, max); n = roiManager('count');"
                + "selectImage('em-membranes.tif'); roiManager('select', n - 1);"
                + "return '' + n + ' ' + max + ' ' + getSliceNumber();");
    String[] values = counts.split(" ");
    assertEquals(Integer.parseInt(values[0]), Integer.parseInt(values[1]) + 1, counts);
    assertEquals("5", values[2], "slice of the last object");
  }

  @Test
  void savesWithoutAScreenToo() throws Exception {
    Path output = folder.resolve("out put");
    Macros.run(
        OPEN
            + "run('U-Net Segment...', 'model=["
            + model
            + "] labels rois table overlay save=["
            + output
            + "]'); selectImage('em-membranes.tif'); if (Overlay.size == 0) exit('no overlay');");
    ImagePlus labels = IJ.openImage(output.resolve("em-membranes labels.tif").toString());
    List<Roi> rois = RoiSets.open(output.resolve("em-membranes RoiSet.zip"));
    List<String> rows = Files.readAllLines(output.resolve("em-membranes measurements.csv"));
    assertEquals(5, labels.getStackSize());
    assertEquals(rois.size(), rows.size() - 1);
    Roi last = rois.get(rois.size() - 1);
    labels.setSlice(last.getPosition());
    labels.setRoi(last);
    assertEquals(rois.size(), labels.getStatistics().min);
    assertEquals(rois.size(), labels.getStatistics().max);
    try (var files = Files.list(output)) {
      assertEquals(3, files.count(), "no temporary file is left");
    }
  }

  @Test
  void labelsBecomeRoisAndLabelsAgain() {
    Path output = folder.resolve("rois");
    assertEquals(
        "nuclei-truth.tif labels 0",
        Macros.run(
            "setBatchMode(true); open('sample-data/nuclei-truth.tif');"
                + " run('U-Net Labels to ROI Manager', 'save=["
                + output
                + "]'); run('U-Net ROI Manager to Labels', 'rois=["
                + output.resolve("nuclei-truth RoiSet.zip")
                + "]'); title = getTitle(); imageCalculator('Difference create 32-bit', title,"
                + " 'nuclei-truth.tif'); getStatistics(count, mean, min, max);"
                + " return title + ' ' + max;"));
  }

  @Test
  void theRoiManagerGivesItsRois() {
    assumeFalse(GraphicsEnvironment.isHeadless(), "the ROI Manager needs a display");
    assertEquals(
        "2 2",
        Macros.run(
            "setBatchMode(true); roiManager('reset'); newImage('cells', '8-bit black', 20, 20, 1);"
                + " makeRectangle(1, 1, 5, 5); roiManager('add'); makeOval(8, 8, 9, 9);"
                + " roiManager('add'); run('U-Net ROI Manager to Labels', 'rois=[]');"
                + " getStatistics(count, mean, min, max); labels = max; roiManager('reset');"
                + " run('U-Net Labels to ROI Manager', 'save=[]'); n = roiManager('count');"
                + " roiManager('reset'); return '' + labels + ' ' + n;"));
  }

  /** All a model goes through in the user's folder, which the tests' JVM has for itself. */
  @Test
  void installsExportsAndDeletes() throws Exception {
    String name = "Installed " + System.nanoTime();
    Path installed = ModelLibrary.ofUser().newFile(name);
    String train =
        "setBatchMode(true); run('U-Net Train...', 'images=[sample-data/nuclei.tif]"
            + " annotations=[sample-data/nuclei-truth.tif] iterations=2 filters=2 depth=1 name=[";
    Macros.run(train + name + "]');");
    assertTrue(Files.isRegularFile(installed));
    Macros.run(
        "setBatchMode(true); open('sample-data/nuclei.tif'); run('U-Net Segment...', 'model=["
            + name
            + "]');");

    Path exported = folder.resolve("exported.zip");
    String export = "run('U-Net Models...', 'action=export model=[" + name + "] file=[";
    Macros.run(export + exported + "]');");
    assertArrayEquals(Files.readAllBytes(installed), Files.readAllBytes(exported));
    Macros.run("run('U-Net Models...', 'action=delete model=[" + name + "]');");
    assertFalse(Files.exists(installed));
    Macros.run("run('U-Net Models...', 'action=import file=[" + exported + "]');");
    try {
      assertArrayEquals(Files.readAllBytes(exported), Files.readAllBytes(installed));
    } finally {
      Files.delete(installed);
    }
    assertEquals(
        "The name 'EM membranes' is that of a model that comes with the plugin; choose another.",
        failureOf(train + "EM membranes]');"));
  }

  /** Their programs run when a macro says so, and from then on. */
  @Test
  void modelsOfOthersAreTrustedByAKey() throws Exception {
    Path others = folder.resolve("others.zip");
    PackageEntries.foreign(new Architecture(1, 1, 2, 1), folder).write(others);
    Path trusted = ModelLibrary.ofUser().folder().resolve("trusted.txt");
    String segment = OPEN + "run('U-Net Segment...', 'model=[" + others + "] labels ";
    try {
      String refused = failureOf(segment + "');");
      assertTrue(refused.startsWith("The model 'Small' was not trained with this plugin"), refused);
      assertTrue(refused.endsWith(" In a macro: add the key trust."), refused);
      assertTrue(
          failureOf("run('U-Net Models...', 'action=import file=[" + others + "]');")
              .endsWith(" In a macro: add the key trust."));
      Macros.run(segment + "trust');");
      Macros.run(segment + "');");
    } finally {
      Files.deleteIfExists(trusted);
    }
    Path outputs = folder.resolve("of others");
    Path images = Files.createDirectory(folder.resolve("images of others"));
    Files.copy(Path.of("sample-data/nuclei.tif"), images.resolve("a.tif"));
    String all = "run('U-Net Segment Folder...', 'input=[" + images + "] output=[" + outputs;
    try {
      assertTrue(failureOf(all + "] model=[" + others + "]');").endsWith("the key trust."));
      Macros.run(all + "] model=[" + others + "] labels trust');");
      assertTrue(Files.exists(outputs.resolve("a labels.tif")));
    } finally {
      Files.deleteIfExists(trusted);
    }
  }

  @Test
  void listsAndInspectsInTheLog() throws Exception {
    Path damaged = ModelLibrary.ofUser().newFile("Damaged " + System.nanoTime());
    Files.createDirectories(damaged.getParent());
    Files.writeString(damaged, "no zip");
    String log;
    try {
      log =
          Macros.run(
              "print('\\\\Clear'); run('U-Net Models...', 'action=list');"
                  + " run('U-Net Models...', 'action=inspect model=["
                  + model
                  + "]'); return getInfo('log');");
    } finally {
      Files.delete(damaged);
    }
    assumeFalse(GraphicsEnvironment.isHeadless(), "without a display the log is standard output");
    String file = damaged.getFileName().toString();
    for (String line :
        List.of(
            "EM membranes: regions; 1 channel, with one slice above and below each; U-Net of 16"
                + " filters, depth 4; comes with the plugin",
            file.substring(0, file.length() - 4) + ": The model file ",
            "U-Net Models: new models are installed in " + damaged.getParent(),
            "Model: Tiny",
            "Finds: regions",
            "Images: 1 channel",
            "Pixel size: 0.004 x 0.004 µm, to which other images are resampled",
            "Trained on: em-membranes.tif; ",
            "Reached: on what was held back: ",
            "Network: U-Net of 4 filters, depth 2",
            "Authors: A. Biologist",
            "Licence: CC-BY-4.0: you may use and share it if you name its authors",
            "File: " + model))
      assertTrue(log.contains("\n" + line) || log.startsWith(line), line + " in\n" + log);
  }

  @Test
  void checksTheInstallation() {
    String log =
        Macros.run("print('\\\\Clear'); run('U-Net Check Installation'); return getInfo('log');");
    assumeFalse(GraphicsEnvironment.isHeadless(), "without a display the log is standard output");
    assertTrue(log.startsWith("U-Net: Run from its build"), log);
    assertTrue(log.contains("\nEngine: PyTorch "), log);
    assertTrue(log.contains("\nPrecision: "), log);
  }

  @Test
  void modelsRefusesWhatItCannotDo() {
    assertEquals(
        "file=[] is no file to import; name one, file=[PATH].zip.",
        failureOf("run('U-Net Models...', 'action=import');"));
    assertEquals(
        "The model 'EM membranes' comes with the plugin; it cannot be deleted.",
        failureOf("run('U-Net Models...', 'action=delete model=[EM membranes]');"));
    String unknown = failureOf("run('U-Net Models...', 'action=inspect model=[no such]');");
    assertTrue(unknown.startsWith("model=[no such]: 'no such' is neither a model nor"), unknown);
    assertEquals(
        "action=remove is not possible; allowed are list, inspect, import, export, delete.",
        failureOf("run('U-Net Models...', 'action=remove');"));
  }

  @Test
  void evaluates() {
    String log =
        Macros.run(
            "setBatchMode(true); print('\\\\Clear'); run('U-Net Evaluate...',"
                + " 'prediction=[sample-data/nuclei-truth.tif] truth=[sample-data/nuclei-truth.tif]');"
                + " return getInfo('log');");
    assumeFalse(GraphicsEnvironment.isHeadless(), "without a display the log is standard output");
    assertTrue(
        log.contains("F1 1, AP50 1, mean AP 1, SEG 1, DET 1, PQ 1, Splits 0, Merges 0"), log);
  }

  /** The way from the bundled model to V_rand: what it finds in its sample is right. */
  @Test
  void theBundledModelIsRightOnItsSample() throws Exception {
    Map<String, String> row = evaluated("em-membranes", "EM membranes", "probabilities");
    assertEquals("em-membranes probabilities.tif", row.get("Image"));
    for (String metric : List.of("V_rand", "V_info", "ROC AUC"))
      assertTrue(Double.parseDouble(row.get(metric)) > 0.95, row::toString);
  }

  @Test
  void nucleiOfTheSampleComeApart() throws Exception {
    Map<String, String> row = evaluated("nuclei", "Fluorescent nuclei", "labels");
    for (String metric : List.of("AP50", "DET"))
      assertTrue(Double.parseDouble(row.get(metric)) > 0.9, row::toString);
  }

  /** What a model finds in a sample, by the columns of the evaluation. */
  private Map<String, String> evaluated(String sample, String model, String output)
      throws Exception {
    Path saved = folder.resolve("evaluated " + sample);
    Macros.run(
        String.format(
            "setBatchMode(true); close('*'); open('sample-data/%1$s.tif'); run('U-Net Segment...',"
                + " 'model=[%2$s] %3$s save=[%4$s]'); run('U-Net Evaluate...',"
                + " 'prediction=[%4$s/%1$s %3$s.tif] truth=[sample-data/%1$s-truth.tif]"
                + " save=[%4$s]');",
            sample, model, output, saved));
    List<String> rows = Files.readAllLines(saved.resolve("U-Net evaluation.csv"));
    String[] columns = rows.get(0).split(",");
    String[] values = rows.get(1).split(",");
    return IntStream.range(0, values.length)
        .boxed()
        .collect(Collectors.toMap(i -> columns[i], i -> values[i]));
  }

  @Test
  void classesAreComparedWithClasses() throws Exception {
    Path saved = folder.resolve("class scores");
    String two =
        "setBatchMode(true); newImage('a', '8-bit black', 10, 10, 1); setColor(2); fillRect(0, 0, 10,"
            + " 5); newImage('b', '8-bit black', 10, 10, 1); setColor(2); fillRect(0, 0, 10, 4);"
            + " run('U-Net Evaluate...', 'prediction=a truth=b prediction-is=classes ";
    Macros.run(two + "truth-is=classes save=[" + saved + "]');");
    List<String> rows = Files.readAllLines(saved.resolve("U-Net evaluation.csv"));
    assertTrue(rows.get(0).endsWith("Image,mean IoU,IoU class 0,IoU class 2"), rows.get(0));
    assertTrue(rows.get(1).endsWith("a,0.8167,0.8333,0.8000"), rows.get(1));
    assertEquals(
        "Classes are compared with classes: choose prediction-is=classes and truth-is=classes.",
        failureOf(two + "');"));
  }

  @Test
  void roisAreNoAnnotationImage() throws Exception {
    Path file = folder.resolve("some RoiSet.zip");
    RoiSets.save(List.of(new Roi(1, 1, 3, 3)), file);
    String message =
        failureOf(
            "run('U-Net Evaluate...', 'truth=[sample-data/nuclei-truth.tif] prediction=["
                + file
                + "]');");
    assertTrue(message.startsWith("'" + file + "' holds ROIs, not an image: open it"), message);
  }

  /** Of a label image what it was made of is segmented; once that is closed, nothing. */
  @Test
  void resultsAreNotSegmented() {
    String segment = "run('U-Net Segment...', 'model=[" + model + "] labels');";
    assertEquals(
        "em-membranes.tif labels",
        Macros.run(
            OPEN
                + segment
                + "rename('em-membranes.tif labels'); "
                + segment
                + " return getTitle();"));
    assertEquals(
        "'lonely' is a result of U-Net, and what it was made of is not open: open that, or choose the"
            + " image that is meant, image=[TITLE].",
        failureOf(
            OPEN
                + "id = getImageID(); "
                + segment
                + "rename('lonely'); selectImage(id); close(); selectImage('lonely'); "
                + segment));
  }

  /** Which of two images of one title is meant, only its ID tells. */
  @Test
  void titlesOfSeveralImagesAreRefused() {
    String two =
        "setBatchMode(true); newImage('same', '8-bit black', 20, 20, 1); setColor(1); fillRect(2, 2,"
            + " 5, 5); id = getImageID(); newImage('same', '8-bit black', 20, 20, 1);";
    String message = failureOf(two + "run('U-Net Evaluate...', 'prediction=same truth=same');");
    assertTrue(
        message.startsWith("prediction=[same] is the title of 2 open images; name one"), message);
    assertEquals(
        "same matches",
        Macros.run(
            two
                + "run('U-Net Evaluate...', 'prediction=' + id + ' truth=' + id + ' matches');"
                + " return getTitle();"));
  }

  /** A row an image and the sum, in a stack as in folders; matches lie on their slices. */
  @Test
  void evaluatesFoldersAndStacks() throws Exception {
    Path found = Files.createDirectory(folder.resolve("found"));
    Path truth = Files.createDirectory(folder.resolve("truth"));
    for (Path directory : List.of(found, truth))
      for (String name : List.of("a.tif", "b.tif"))
        Files.copy(Path.of("sample-data/nuclei-truth.tif"), directory.resolve(name));
    String evaluate = "run('U-Net Evaluate...', 'truth=[";
    Path saved = folder.resolve("evaluated");
    Macros.run(
        "setBatchMode(true); "
            + evaluate
            + truth
            + "] prediction=["
            + found
            + "] matches save=["
            + saved
            + "]');");
    List<String> rows = Files.readAllLines(saved.resolve("U-Net evaluation.csv"));
    assertTrue(rows.get(0).contains("Image,Plane,True,Predicted,TP"), rows.get(0));
    assertEquals(4, rows.size());
    ImagePlus matches = IJ.openImage(saved.resolve("b matches.tif").toString());
    assertTrue(matches.getOverlay().size() > 10);
    assertEquals(Color.GREEN, matches.getOverlay().get(0).getStrokeColor());
    String positions =
        Macros.run(
            "setBatchMode(true); newImage('stack', '8-bit black', 20, 20, 2); setSlice(2);"
                + " setColor(3); fillRect(2, 2, 5, 5); "
                + evaluate
                + "stack] prediction=stack matches'); Overlay.activateSelection(0);"
                + " Roi.getPosition(c, z, t); return getTitle() + ' ' + nSlices + ' ' + Overlay.size"
                + " + ' ' + maxOf(z, c);");
    assertEquals("stack matches 2 1 2", positions);
    assertEquals(
        "The image 'small' has another size, or other slices or frames, than the prediction"
            + " 'stack': its matches cannot be shown on it.",
        failureOf(
            "setBatchMode(true); close('*'); newImage('small', '8-bit black', 20, 20, 1);"
                + " newImage('stack', '8-bit black', 20, 20, 2); "
                + evaluate
                + "stack] prediction=stack image=small matches');"));
  }

  /** The object that was erased is red, all others are green. */
  @Test
  void showsWhatMatches() {
    String shown =
        Macros.run(
            "setBatchMode(true); open('sample-data/nuclei-truth.tif'); rename('found');"
                + " getStatistics(count, mean, min, last); run('Macro...', 'code=[if(v=='"
                + " + last + ') v=0]'); run('U-Net Evaluate...', 'prediction=found"
                + " truth=[sample-data/nuclei-truth.tif] image=[sample-data/nuclei.tif] matches');"
                + " n = Overlay.size; green = 0; red = ''; for (i = 0; i < n; i++) {"
                + " Overlay.activateSelection(i); if (Roi.getStrokeColor == 'green') green++;"
                + " else red += Roi.getStrokeColor + ' ' + Roi.getName; }"
                + " return getTitle() + ',' + (n == last) + ',' + (green == last - 1) + ',' + red"
                + " + ',' + last;");
    String[] values = shown.split(",");
    assertEquals("found matches", values[0]);
    assertEquals("1", values[1], shown);
    assertEquals("1", values[2], shown);
    assertEquals("red truth missed " + values[4], values[3]);
  }

  @Test
  void aGraphicsCardThatCannotBeUsedIsRefused() {
    assumeFalse(System.getProperty("os.name").startsWith("Mac"), "a Mac has one");
    String expected =
        "The graphics card cannot be used: what is installed here is PyTorch for processors, so that a"
            + " graphics card is not used.";
    assertEquals(
        expected, failureOf(OPEN + "run('U-Net Segment...', 'device=gpu model=[" + model + "]');"));
    Macros.run(OPEN + "run('U-Net Segment...', 'device=cpu model=[" + model + "]');");
  }

  @Test
  void errorsNameKeyValueAndWhatIsAllowed() {
    assertEquals(
        "threshold=2 is not possible; allowed are numbers from 0 to 1.",
        failureOf(OPEN + "run('U-Net Segment...', 'threshold=2');"));
    assertEquals(
        "precision=half is not possible; allowed are auto, fp32, bf16.",
        failureOf(OPEN + "run('U-Net Segment...', 'precision=half');"));
    assertEquals(
        "device=cuda is not possible; allowed are auto, cpu, gpu.",
        failureOf(OPEN + "run('U-Net Segment...', 'device=cuda');"));
    assertEquals(
        "model=[no such]: 'no such' is neither a model nor a file; allowed are "
            + String.join(", ", ModelLibrary.ofUser().names())
            + ", or the path of a model file.",
        failureOf(OPEN + "run('U-Net Segment...', 'model=[no such]');"));
    assertEquals(
        "The tile size is 10; this model needs at least 52 pixels, or 0 to choose by itself.",
        failureOf(OPEN + "run('U-Net Segment...', 'tile=10 model=[" + model + "]');"));
    String unknown = failureOf(OPEN + "run('U-Net Segment...', 'treshold=0.4');");
    assertTrue(unknown.startsWith("The key 'treshold' is unknown; allowed are average, "), unknown);
    String from =
        failureOf("run('U-Net Train...', 'images=[nowhere] annotations=[x] from=[no such]');");
    assertTrue(from.startsWith("from=[no such]: 'no such' is neither a model nor a file;"), from);
    String missing = failureOf("run('U-Net Train...', 'images=[nowhere] annotations=[x]');");
    assertTrue(
        missing.startsWith("images=[nowhere] is neither an open image nor a file or folder"),
        missing);
  }

  @Test
  void needsAnImage() {
    assertEquals(
        "There is no open image: open one to segment it.",
        failureOf("run('U-Net Segment...', 'labels');"));
  }

  private static ModelDescription describe(Path file) throws IOException {
    return ModelLibrary.ofUser().describe(file.toString());
  }

  private static String failureOf(String macro) {
    String message = assertThrows(MacroException.class, () -> Macros.run(macro)).getMessage();
    assertFalse(message.isBlank());
    return message;
  }
}
