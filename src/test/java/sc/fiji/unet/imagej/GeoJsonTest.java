package sc.fiji.unet.imagej;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Line;
import ij.gui.OvalRoi;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.gui.ShapeRoi;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.imagej.GeoJson.ObjectType;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.ToldProgress;
import sc.fiji.unet.progress.UserException;

class GeoJsonTest {

  @TempDir Path folder;

  private static ImagePlus image(int channels, int slices, int frames) {
    return IJ.createHyperStack("cells", 13, 9, channels, slices, frames, 8);
  }

  private List<Roi> there(List<Roi> rois, ImagePlus image, ObjectType type) throws IOException {
    Path file = folder.resolve("cells.geojson");
    GeoJson.save(rois, image, type, file);
    return GeoJson.open(file, image, GeoJson.classes(file), Progress.NONE);
  }

  /** Holes, parts that touch in corners, parts in holes, labels, slices, frames: all comes back. */
  @ParameterizedTest
  @CsvSource({"1, 1, 1, 60", "1, 4, 1, 8", "1, 1, 3, 8", "2, 3, 2, 8", "3, 1, 1, 8"})
  void labelsThereAndBackAreTheSame(int channels, int slices, int frames, int times)
      throws IOException {
    Random random = new Random(channels + 10 * slices + 100 * frames);
    for (int n = 0; n < times; n++) {
      ImagePlus labels = image(1, slices, frames);
      int rare = 1 + random.nextInt(4);
      for (int i = 1; i <= labels.getStackSize(); i++) {
        ImageProcessor plane = labels.getStack().getProcessor(i);
        for (int p = 0; p < 13 * 9; p++)
          plane.set(p, random.nextInt(rare) == 0 ? random.nextInt(4) : 200);
      }
      ImagePlus image = image(channels, slices, frames);
      List<Roi> back =
          there(LabelConversion.toRois(labels, Progress.NONE), image, ObjectType.DETECTION);
      ImagePlus again = LabelConversion.toLabels(image, back, Progress.NONE);
      for (int i = 1; i <= labels.getStackSize(); i++)
        assertArrayEquals(
            (float[]) labels.getStack().getProcessor(i).convertToFloat().getPixels(),
            (float[]) again.getStack().getProcessor(i).convertToFloat().getPixels());
    }
  }

  @Test
  void theFileIsAsQuPathWritesIt() throws IOException {
    ImagePlus labels = image(1, 1, 2);
    labels.getStack().getProcessor(2).set(1, 0, 5);
    labels.getStack().getProcessor(2).set(2, 1, 5);
    List<Roi> rois = LabelConversion.toRois(labels, Progress.NONE);
    GeoJson.classify(rois.get(0), "nucleus", 1);
    GeoJson.save(rois, labels, ObjectType.ANNOTATION, folder.resolve("a.geojson"));
    java.awt.Color color = LabelColors.of(1);
    assertEquals(
        "{\"type\":\"FeatureCollection\",\"UNetImage\":\""
            + ResultName.origin(labels)
            + "\",\"features\":[{\"type\":\"Feature\",\"geometry\":"
            + "{\"type\":\"MultiPolygon\",\"coordinates\":"
            + "[[[[1,0],[2,0],[2,1],[1,1],[1,0]]],[[[2,1],[3,1],[3,2],[2,2],[2,1]]]],"
            + "\"plane\":{\"c\":-1,\"z\":0,\"t\":1}},"
            + "\"properties\":{\"objectType\":\"annotation\",\"name\":\"t0002-label-0005\","
            + "\"classification\":{\"name\":\"nucleus\",\"color\":["
            + color.getRed()
            + ","
            + color.getGreen()
            + ","
            + color.getBlue()
            + "]}}}]}",
        Files.readString(folder.resolve("a.geojson")));
  }

  /** Whatever it was drawn as, its pixels come back. */
  @Test
  void shapesOfAllKindsKeepTheirPixels() throws IOException {
    Roi polygon =
        new PolygonRoi(new float[] {1.3f, 7.9f, 4.2f}, new float[] {0.4f, 3.3f, 8.1f}, Roi.POLYGON);
    Roi cut = new ShapeRoi(new OvalRoi(1, 1, 9, 7)).xor(new ShapeRoi(new Roi(4, 3, 2, 9)));
    ImagePlus image = image(1, 1, 1);
    for (Roi roi : List.of(new Roi(2, 1, 4, 3), new OvalRoi(3, 0, 7, 8), polygon, cut)) {
      Roi back = there(List.of(roi), image, ObjectType.ANNOTATION).get(0);
      assertArrayEquals(filled(roi), filled(back), roi.toString());
    }
  }

  private static byte[] filled(Roi roi) {
    ByteProcessor pixels = new ByteProcessor(13, 9);
    pixels.setValue(1);
    pixels.fill(roi);
    return (byte[]) pixels.getPixels();
  }

  @Test
  void classesBecomeGroupsInTheOrderOfTheirNamesAndComeBack() throws IOException {
    Roi one = new Roi(0, 0, 2, 2);
    one.setProperty(GeoJson.CLASS, "Tumor");
    Roi two = new Roi(4, 0, 2, 2);
    two.setGroup(7);
    Roi three = new Roi(0, 4, 2, 2);
    Roi line = new Line(0, 0, 3, 3);
    List<Roi> back = there(List.of(one, two, three, line), image(1, 1, 1), ObjectType.ANNOTATION);
    assertEquals(List.of(2, 1, 0), back.stream().map(Roi::getGroup).toList());
    assertEquals(
        List.of("Tumor-0001", "Group 7-0002", "object-0003"),
        back.stream().map(Roi::getName).toList());
    assertEquals(
        "Tumor", there(back, image(1, 1, 1), ObjectType.ANNOTATION).get(0).getProperty("class"));
  }

  /** A person changes groups in the ROI Manager, which may have been saved since. */
  @Test
  void aClassThatWasCorrectedIsTheOneOfItsGroup() throws IOException {
    ImagePlus labels = image(1, 1, 1);
    for (int x = 0; x < 4; x++) labels.getProcessor().set(3 * x, 0, x + 1);
    List<Roi> rois = LabelConversion.toRois(labels, Progress.NONE);
    for (Roi roi : rois) GeoJson.classify(roi, "nucleus", 1);
    GeoJson.classify(rois.get(1), "debris", 2);
    RoiSets.save(rois, folder.resolve("RoiSet.zip"));
    List<Roi> corrected = RoiSets.open(folder.resolve("RoiSet.zip"));
    corrected.get(0).setGroup(2);
    corrected.get(2).setGroup(0);
    corrected.get(3).setGroup(9);
    Path file = folder.resolve("cells.geojson");
    GeoJson.save(corrected, labels, ObjectType.DETECTION, file);
    assertEquals(new TreeSet<>(List.of("Group 9", "debris")), GeoJson.classes(file));
    assertEquals(
        Arrays.asList("debris", "debris", null, "Group 9"),
        GeoJson.open(file, labels, GeoJson.classes(file), Progress.NONE).stream()
            .map(roi -> roi.getProperty(GeoJson.CLASS))
            .toList());
  }

  /** What versions of QuPath write: an array of features, classes of two names, null geometry. */
  @Test
  void readsWhatQuPathWrites() throws IOException {
    Path file = folder.resolve("of QuPath.geojson");
    Files.writeString(
        file,
        """
        [
          {"type": "Feature", "id": "5f0c7b06-5a54-4a05-9f5e-0d2b3a3f6d55",
           "geometry": {"type": "Polygon", "isEllipse": true,
             "coordinates": [[[1, 1], [5.25, 1], [5.25, 4.5], [1, 4.5], [1, 1]]]},
           "properties": {"objectType": "annotation", "name": "mine", "isLocked": true,
             "classification": {"names": ["Tumor", "Positive"], "color": [200, 0, 0]},
             "measurements": {"Area px^2": NaN}}},
          {"type": "Feature", "id": "PathDetectionObject",
           "geometry": {"type": "GeometryCollection", "geometries": [
             {"type": "MultiPolygon", "coordinates": [
               [[[6, 6], [9, 6], [9, 9], [6, 9], [6, 6]], [[7, 7], [8, 7], [8, 8], [7, 8], [7, 7]]]]}]},
           "properties": {"classification": {"name": "Stroma", "colorRGB": -377282}}},
          {"type": "Feature", "geometry": {"type": "LineString", "coordinates": [[0, 0], [3, 3]]},
           "properties": {}},
          {"type": "Feature", "geometry": null, "properties": null}
        ]
        """);
    ToldProgress told = new ToldProgress();
    assertEquals(new TreeSet<>(List.of("Stroma", "Tumor: Positive")), GeoJson.classes(file));
    List<Roi> rois = GeoJson.open(file, image(1, 1, 1), GeoJson.classes(file), told);
    assertEquals(List.of("mine", "Stroma-0002"), rois.stream().map(Roi::getName).toList());
    assertEquals(List.of(2, 1), rois.stream().map(Roi::getGroup).toList());
    assertEquals(8, rois.get(1).getStatistics().pixelCount);
    assertEquals(4 * 4, rois.get(0).getStatistics().pixelCount, "pixels whose centres are inside");
    assertEquals(
        List.of(
            "2 objects of 'of QuPath.geojson' are points, lines or empty: they are left out.",
            "'of QuPath.geojson': the class 'Stroma' is ROI group 1.",
            "'of QuPath.geojson': the class 'Tumor: Positive' is ROI group 2."),
        told.notes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no JSON",
        "7",
        "{\"type\":\"FeatureCollection\",\"features\":[",
        "{\"type\":\"FeatureCollection\",\"features\":[3]}",
        "{\"geometry\":{\"type\":\"Polygon\"}}",
        "{\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[1],[2],[3],[1]]]}}",
        "{\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[\"a\",1],[2,2],[3,1],[4,1]]]}}",
        "{\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[null,[2,2],[3,1],[4,1]]]}}",
      })
  void whatIsNoneIsRefusedInASentence(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("b.geojson"), text);
    UserException failure =
        assertThrows(
            UserException.class,
            () -> GeoJson.open(file, image(1, 1, 1), new TreeSet<>(), Progress.NONE));
    assertTrue(failure.getMessage().startsWith("'" + file + "' is no GeoJSON of objects: "));
  }

  @Test
  void anObjectInASliceThatTheImageHasNotIsRefused() throws IOException {
    Roi roi = new Roi(1, 1, 2, 2);
    roi.setName("a");
    roi.setPosition(0, 4, 1);
    Path file = folder.resolve("c.geojson");
    GeoJson.save(List.of(roi), image(1, 4, 1), ObjectType.DETECTION, file);
    assertEquals(
        "The object 'a' is in slice 4 of frame 1, and 'cells' has 3 slices and 1 frames: make the"
            + " image active that the objects were drawn on.",
        assertThrows(
                UserException.class,
                () -> GeoJson.open(file, image(1, 3, 1), new TreeSet<>(), Progress.NONE))
            .getMessage());
  }
}
