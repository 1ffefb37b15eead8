package sc.fiji.unet.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.io.FileSaver;
import ij.process.ImageProcessor;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import sc.fiji.unet.launcher.InImageJ;
import sc.fiji.unet.launcher.MacroException;
import sc.fiji.unet.launcher.Macros;

/** Each macro of macros/, as it runs at night, with tiny images. */
@InImageJ
class MacrosTest {

  /** Runs a macro, looks at its tables, and names the other files that it leaves. */
  private interface Case {
    List<String> run(MacrosTest test) throws IOException;
  }

  private static final Map<String, Case> CASES =
      Map.of(
          "Segment_Stack.ijm", MacrosTest::segmentStack,
          "Segment_Folder.ijm", MacrosTest::segmentFolder,
          "Count_Over_Time.ijm", MacrosTest::countOverTime,
          "Second_Channel_In_Nuclei.ijm", MacrosTest::secondChannel,
          "Nuclei_Per_Well.ijm", MacrosTest::nucleiPerWell,
          "Train.ijm", MacrosTest::train,
          "Train_Series.ijm", MacrosTest::trainSeries);

  @TempDir Path folder;

  private static Stream<String> macros() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("macros"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".ijm"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @AfterEach
  void closeAll() {
    Macros.run("close('*'); run('Clear Results');");
  }

  @ParameterizedTest
  @MethodSource("macros")
  void leavesWhatItSays(String macro) throws IOException {
    assumeTrue(GraphicsEnvironment.isHeadless(), "once is enough");
    assertTrue(CASES.containsKey(macro), "a macro without a test: " + macro);
    for (String file : CASES.get(macro).run(this))
      assertTrue(Files.size(folder.resolve("new/out").resolve(file)) > 0, file);
  }

  private void run(String macro, String more) throws IOException {
    String argument =
        String.format(
            "input=[%s] output=[%s] %s", folder.resolve("in"), folder.resolve("new/out"), more);
    Macros.run(Files.readString(Path.of("macros", macro)), argument);
  }

  private static final String FAST = "precision=fp32 diameter=22";

  /** Six nuclei. */
  private static ImageProcessor nuclei() {
    ImageProcessor all = IJ.openImage("sample-data/nuclei.tif").getProcessor();
    all.setRoi(0, 0, 96, 96);
    return all.crop();
  }

  private void save(ImagePlus image, String name) throws IOException {
    Path file = folder.resolve("in").resolve(name);
    Files.createDirectories(file.getParent());
    assertTrue(new FileSaver(image).saveAsTiff(file.toString()));
  }

  private List<String> segmentStack() throws IOException {
    save(new ImagePlus("a", nuclei()), "a.tif");
    Macros.run(
        Files.readString(Path.of("macros/Segment_Stack.ijm")),
        String.format(
            "input=[%s] output=[%s] model=[Fluorescent nuclei] geojson %s",
            folder.resolve("in/a.tif"), folder.resolve("new/out"), FAST));
    return List.of(
        "a labels.tif", "a RoiSet.zip", "a measurements.csv", "a overlay.png", "a objects.geojson");
  }

  private List<String> segmentFolder() throws IOException {
    save(new ImagePlus("a", nuclei()), "a.tif");
    run("Segment_Folder.ijm", FAST);
    return List.of(
        "a labels.tif", "a RoiSet.zip", "a objects.geojson", "summary.csv", "measurements.csv");
  }

  /**
   * Of a stack whose slices are no frames yet; the second is empty. The label image has what
   * TrackMate's label image detector takes: frames, scale, interval, 16 bit.
   */
  private List<String> countOverTime() throws IOException {
    ImageStack frames = new ImageStack();
    frames.addSlice(nuclei());
    frames.addSlice(nuclei().createProcessor(96, 96));
    ImagePlus movie = new ImagePlus("movie", frames);
    movie.getCalibration().pixelWidth = movie.getCalibration().pixelHeight = 0.25;
    movie.getCalibration().setUnit("um");
    movie.getCalibration().frameInterval = 20;
    movie.getCalibration().setTimeUnit("min");
    save(movie, "movie.tif");
    Files.writeString(folder.resolve("in/none.tif"), "no image");
    // What was counted before an error is there.
    assertThrows(MacroException.class, () -> run("Count_Over_Time.ijm", FAST));
    ImagePlus labels = IJ.openImage(folder.resolve("new/out/movie labels.tif").toString());
    int objects = (int) labels.getProcessor().getStats().max;
    assertEquals(16, labels.getBitDepth());
    assertEquals(2, labels.getNFrames());
    assertEquals(0.25, labels.getCalibration().pixelWidth);
    assertEquals("um", labels.getCalibration().getUnit().replace('\u00b5', 'u'));
    assertEquals(20, labels.getCalibration().frameInterval);
    assertEquals("min", labels.getCalibration().getTimeUnit());
    assertTrue(objects > 0);
    List<String> lines = read("counts.csv");
    assertEquals("Image,Frame,Time,Unit,Objects,Mean area", lines.get(0));
    assertTrue(lines.get(1).startsWith("\"movie.tif\",1,0,min," + objects + ","), lines.get(1));
    assertEquals("\"movie.tif\",2,20,min,0,0", lines.get(2));
    return List.of("movie counts.png");
  }

  /** The marker is 100 in the left half, 200 in the right one. */
  private List<String> secondChannel() throws IOException {
    for (String name : List.of("a, 1", "b")) {
      ImageStack channels = new ImageStack();
      channels.addSlice(name.equals("b") ? nuclei().createProcessor(96, 96) : nuclei());
      ImageProcessor marker = nuclei().createProcessor(96, 96);
      marker.setValue(100);
      marker.fill();
      marker.setValue(200);
      marker.setRoi(48, 0, 48, 96);
      marker.fill();
      channels.addSlice(marker);
      ImagePlus image = new ImagePlus(name, channels);
      image.setDimensions(2, 1, 1);
      save(image, name + ".tif");
    }
    Files.writeString(folder.resolve("in/broken.tif"), "no image");
    run("Second_Channel_In_Nuclei.ijm", "positive=150 " + FAST);
    List<String> lines = read("channel.csv");
    assertEquals(3, lines.size(), lines.toString()); // none of an image that failed
    assertEquals("Image,Nuclei,Mean C2,Positive,Share", lines.get(0));
    String[] first = lines.get(1).split(",");
    int nuclei = Integer.parseInt(first[2]);
    int positive = Integer.parseInt(first[4]);
    assertEquals("\"a, 1.tif\"", first[0] + "," + first[1]);
    assertTrue(nuclei > 0 && positive > 0 && positive < nuclei, lines.get(1));
    assertEquals((double) positive / nuclei, Double.parseDouble(first[5]), 1e-4);
    assertEquals("\"b.tif\",0,,0,", lines.get(2));
    return List.of("measurements.csv", "a, 1 labels.tif");
  }

  private List<String> nucleiPerWell() throws IOException {
    save(new ImagePlus("a", nuclei()), "plate1_A02_s1.tif");
    save(new ImagePlus("a", nuclei()), "plate1_A02_C3.tif");
    save(new ImagePlus("a", nuclei().createProcessor(96, 96)), "H - 12(fld 1).tif");
    save(new ImagePlus("a", nuclei().createProcessor(96, 96)), "C3/image.tif");
    Files.writeString(folder.resolve("in/B1.png"), "no image");
    run("Nuclei_Per_Well.ijm", FAST);
    List<String> lines = read("wells.csv");
    assertEquals("Well,Images,Nuclei,Nuclei per image,Mean size", lines.get(0));
    String[] first = lines.get(1).split(",");
    assertEquals("A02,2", first[0] + "," + first[1]);
    assertEquals(Integer.parseInt(first[2]), 2 * Integer.parseInt(first[3]));
    assertTrue(Integer.parseInt(first[2]) > 0 && Double.parseDouble(first[4]) > 0);
    assertEquals(List.of("C03,1,0,0,0", "H12,1,0,0,0"), lines.subList(2, lines.size()));
    // Both would be counted together.
    assertThrows(MacroException.class, () -> run("Nuclei_Per_Well.ijm", "pattern=*s1.tif " + FAST));
    assertEquals(lines, read("wells.csv"));
    return List.of("summary.csv", "measurements.csv");
  }

  @ParameterizedTest
  @CsvSource({
    "A01_C1.tif, A01", // a channel
    "A01_D2.tif, A01",
    "B03_F1.tif, B03", // a field
    "plate1/C2_E07.tif, E07",
    "A01/image_C1.tif, A01",
    "G4/H2/image.tif, H02",
    "A1_C2.tif, A01",
    "P24-3.tif, P24",
    "Q01_A25_XA01.tif, unknown"
  })
  void wellOfAPath(String path, String well) throws IOException {
    assumeTrue(GraphicsEnvironment.isHeadless(), "once is enough");
    String macro = Files.readString(Path.of("macros/Nuclei_Per_Well.ijm"));
    String functions = macro.substring(macro.indexOf("// The well that a path tells"));
    assertEquals(well, Macros.run("of = well('" + path + "'); return of;\n" + functions));
  }

  private static final String SHORT = "iterations=1 filters=2 depth=1 precision=fp32 seed=1";

  /** An image and its annotation. */
  private void savePair(String name) throws IOException {
    save(new ImagePlus("a", nuclei()), name + ".tif");
    ImageProcessor truth = IJ.openImage("sample-data/nuclei-truth.tif").getProcessor();
    truth.setRoi(0, 0, 96, 96);
    save(new ImagePlus("a", truth.crop()), name + "-truth.tif");
  }

  private List<String> train() throws IOException {
    savePair("a");
    Macros.run(
        Files.readString(Path.of("macros/Train.ijm")),
        String.format(
            "input=[%s] output=[%s] %s",
            folder.resolve("in/a.tif"), folder.resolve("new/out/my.zip"), SHORT));
    return List.of("my.zip");
  }

  private List<String> trainSeries() throws IOException {
    savePair("one/a");
    savePair("two/a");
    run("Train_Series.ijm", SHORT);
    FileTime first = Files.getLastModifiedTime(folder.resolve("new/out/one.zip"));
    // The results may lie among the folders, and a second night goes on with the rest.
    Files.move(folder.resolve("new/out"), folder.resolve("in/out"));
    Macros.run(
        Files.readString(Path.of("macros/Train_Series.ijm")),
        String.format(
            "input=[%s] output=[%s] %s", folder.resolve("in"), folder.resolve("in/out"), SHORT));
    Files.move(folder.resolve("in/out"), folder.resolve("new/out"));
    assertEquals(first, Files.getLastModifiedTime(folder.resolve("new/out/one.zip")));
    assertEquals(3, read("training.csv").size());
    return List.of("one.zip", "two.zip");
  }

  private List<String> read(String table) throws IOException {
    return Files.readAllLines(folder.resolve("new/out").resolve(table));
  }

  @Test
  void eachSaysHowItIsRunWithoutAScreen() throws IOException {
    for (String macro : macros().toList()) {
      String text = Files.readString(Path.of("macros", macro));
      assertTrue(text.contains("  bin/imagej --headless -macro macros/" + macro), macro);
      assertTrue(text.contains("  fiji --headless -macro macros/U-Net/" + macro), macro);
    }
  }
}
