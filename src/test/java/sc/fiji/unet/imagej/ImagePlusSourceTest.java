package sc.fiji.unet.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.EllipseRoi;
import ij.gui.Line;
import ij.gui.OvalRoi;
import ij.gui.PointRoi;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.gui.ShapeRoi;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.Point;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import sc.fiji.unet.images.Channels;
import sc.fiji.unet.images.Selection;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.Axes;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.PixelSize;
import sc.fiji.unet.progress.UserException;

class ImagePlusSourceTest {

  private static final int WIDTH = 30;
  private static final int HEIGHT = 20;

  /** Two slices and two frames of channels; each pixel is 100 c + 10 z + t. */
  private static ImagePlus hyperstack(int channels) {
    ImagePlus image = IJ.createImage("stack", "16-bit", 2, 1, channels, 2, 2);
    for (int i = 1; i <= image.getStackSize(); i++) {
      int[] position = image.convertIndexToPosition(i);
      image.getStack().getProcessor(i).add(100 * position[0] + 10 * position[1] + position[2]);
    }
    return image;
  }

  private static ImagePlus rgb() {
    return new ImagePlus("photo", new ColorProcessor(1, 1, new int[] {0x0a1400}));
  }

  private static ModelDescription model(int channels, int context) {
    return new ModelDescription(
        "M",
        new Architecture(channels * (2 * context + 1), 1, 1, 1),
        context,
        List.of("objects"),
        Map.of());
  }

  private static String values(
      ImagePlus image, ModelDescription model, int plane, Integer... chosen) {
    return values(ImagePlusSource.of(image, model, List.of(chosen)), plane);
  }

  private static String values(ImagePlusSource source, int plane) {
    List<Integer> values =
        Channels.apart(source.item(plane)).stream()
            .map(channel -> (int) channel.getAt(0, 0).get())
            .toList();
    assertEquals(values.size(), source.channels());
    return values.toString();
  }

  @Test
  void channelsInTheOrderThatWasChosen() {
    ImagePlus image = hyperstack(3);
    assertEquals("[111, 211, 311]", values(image, model(3, 0), 0));
    assertEquals("[321, 121]", values(image, model(2, 0), 1, 3, 1));
    assertEquals("[212]", values(image, model(1, 0), 2, 2));
    assertEquals("[122, 122, 122]", values(hyperstack(1), model(3, 0), 3, 1, 1, 1));
  }

  @Test
  void contextIsOfTheSameFrame() {
    assertEquals("[212, 212, 222]", values(hyperstack(2), model(1, 1), 2, 2));
    assertEquals("[112, 212, 122, 222, 122, 222]", values(hyperstack(2), model(2, 1), 3));
  }

  @Test
  void redGreenAndBlue() {
    assertEquals("[10, 20, 0]", values(rgb(), model(3, 0), 0));
    assertEquals("[10]", values(rgb(), model(1, 0), 0));
    assertEquals("[20]", values(rgb(), model(1, 0), 0, 2));
  }

  @Test
  void allChannelsOfAllPlanes() {
    ImagePlusSource source = ImagePlusSource.all(hyperstack(2), 1);
    assertEquals(4, source.items());
    assertEquals("[111, 211, 111, 211, 121, 221]", values(source, 0));
    assertEquals("[10, 20, 0]", values(ImagePlusSource.all(rgb(), 0), 0));
  }

  @Test
  void tellsOfItsImage() {
    ImagePlus image = hyperstack(1);
    ImagePlusSource source = ImagePlusSource.all(image, 0);
    assertEquals("stack", source.name());
    assertEquals(new Axes("cyx"), source.axes());
    assertEquals(new FinalInterval(2, 1), source.interval());
    assertEquals(Optional.empty(), source.pixelSize());
    assertEquals("1.0 pixel x 1.0 pixel", source.calibration());
    image.getCalibration().setUnit("nm");
    image.getCalibration().pixelWidth = 500;
    image.getCalibration().pixelHeight = 250;
    assertEquals(Optional.of(new PixelSize(0.5, 0.25)), source.pixelSize());
    image.getCalibration().setYUnit("sec");
    assertEquals(Optional.empty(), source.pixelSize());
    assertEquals("500.0 nm x 250.0 sec", source.calibration());
  }

  @ParameterizedTest
  @CsvSource({
    "3, 1, '', 'The image ''stack'' has 3 channels, the model ''M'' takes 1: choose as many, by"
        + " their numbers, in the field Channels.'",
    "1, 3, '', 'The image ''stack'' has 1 channel, the model ''M'' takes 3.'",
    "3, 1, '1,2', 'Chosen are 2 channels, the model ''M'' takes 1: choose as many, by their"
        + " numbers, in the field Channels.'",
    "2, 1, '3', 'Channel 3 was chosen; the image ''stack'' has 2 channels.'",
    "2, 1, '0', 'Channel 0 was chosen; the image ''stack'' has 2 channels.'"
  })
  void saysWhyChannelsDoNotSuit(int present, int wanted, String chosen, String expected) {
    List<Integer> numbers =
        chosen.isEmpty()
            ? List.of()
            : Arrays.stream(chosen.split(",")).map(Integer::valueOf).toList();
    Exception error =
        assertThrows(
            UserException.class,
            () -> ImagePlusSource.of(hyperstack(present), model(wanted, 0), numbers));
    assertEquals(expected, error.getMessage());
  }

  static Stream<Roi> areas() {
    int[] xs = {3, 25, 12, 5};
    int[] ys = {2, 7, 18, 9};
    Roi rounded = new Roi(2, 3, 20, 10);
    rounded.setCornerDiameter(8);
    Roi ring = new ShapeRoi(new Roi(4, 4, 20, 12)).not(new ShapeRoi(new OvalRoi(8, 6, 10, 7)));
    return Stream.of(
        new Roi(4, 5, 9, 6),
        new Roi(-4, 5, 9, 60),
        new Roi(0, 0, WIDTH, HEIGHT),
        rounded,
        new OvalRoi(5, 3, 17, 11),
        new OvalRoi(-6, -3, 17, 11),
        new OvalRoi(20, 9, 17, 30),
        new EllipseRoi(5, 5, 22, 15, 0.4),
        new PolygonRoi(xs, ys, 4, Roi.POLYGON),
        new PolygonRoi(new float[] {3.4f, 25.7f, 12}, new float[] {2, 7.5f, 25}, Roi.POLYGON),
        ring);
  }

  /** Roi.contains is ImageJ's other answer to which pixels are selected. */
  @ParameterizedTest
  @MethodSource("areas")
  void pixelsOutsideAreNotNumbers(Roi roi) {
    Selection selection = ImagePlusSource.selection(image(roi));
    RandomAccessibleInterval<FloatType> map = map();
    RandomAccessibleInterval<FloatType> restricted =
        selection.restrict(Views.interval(map, selection.region()));
    assertTrue(Intervals.equals(selection.region(), restricted));
    int selected = 0;
    for (int y = 0; y < HEIGHT; y++)
      for (int x = 0; x < WIDTH; x++) {
        boolean inside = roi.contains(x, y);
        if (inside) selected++;
        boolean found =
            Intervals.contains(restricted, new Point(x, y))
                && restricted.getAt(x, y).get() == map.getAt(x, y).get();
        assertEquals(inside, found, x + ", " + y);
      }
    assertTrue(selected > 20);
  }

  @Test
  void boundsAreCutAtTheImage() {
    Interval region = ImagePlusSource.selection(image(new OvalRoi(-6, 12, 17, 11))).region();
    assertTrue(Intervals.equals(FinalInterval.createMinMax(0, 12, 10, 19), region));
  }

  @Test
  void whatHasNoAreaSelectsNothing() {
    for (Roi roi : new Roi[] {null, new Line(1, 1, 9, 9), new PointRoi(3, 3)})
      assertEquals(
          Selection.all(new FinalInterval(WIDTH, HEIGHT)), ImagePlusSource.selection(image(roi)));
  }

  @Test
  void refusesWhatLiesOutside() {
    // The second only by its bounds inside.
    for (Roi roi : new Roi[] {new Roi(-5, 2, 5, 5), new OvalRoi(-9, -9, 10, 10)}) {
      Exception e = assertThrows(UserException.class, () -> ImagePlusSource.selection(image(roi)));
      assertEquals(
          "The selection lies outside of the image 'cells': move it into the image, or remove it"
              + " (Edit > Selection > Select None).",
          e.getMessage());
    }
  }

  private static ImagePlus image(Roi roi) {
    ImagePlus image = new ImagePlus("cells", new ByteProcessor(WIDTH, HEIGHT));
    if (roi != null) image.setRoi((Roi) roi.clone());
    return image;
  }

  private static RandomAccessibleInterval<FloatType> map() {
    float[] values = new float[WIDTH * HEIGHT];
    for (int p = 0; p < values.length; p++) values[p] = p;
    return ArrayImgs.floats(values, WIDTH, HEIGHT);
  }
}
