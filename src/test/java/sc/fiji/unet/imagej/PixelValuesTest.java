package sc.fiji.unet.imagej;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.measure.Calibration;
import ij.plugin.LutLoader;
import ij.process.ByteProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.LUT;
import ij.process.ShortProcessor;
import java.util.List;
import java.util.stream.IntStream;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;

class PixelValuesTest {

  private static final double[] SIGNED = {-32768, 1};

  private static ImagePlus bytes(int... values) {
    byte[] pixels = new byte[values.length];
    for (int i = 0; i < pixels.length; i++) pixels[i] = (byte) values[i];
    return new ImagePlus("x", new ByteProcessor(pixels.length, 1, pixels));
  }

  private static ImagePlus shorts(int... values) {
    short[] pixels = new short[values.length];
    for (int i = 0; i < pixels.length; i++) pixels[i] = (short) values[i];
    return new ImagePlus("x", new ShortProcessor(pixels.length, 1, pixels, null));
  }

  /** With a palette of these colours, and black behind them. */
  private static ImagePlus palette(int[] colours, int... indices) {
    byte[][] rgb = new byte[3][256];
    for (int i = 0; i < colours.length; i++)
      for (int c = 0; c < 3; c++) rgb[c][i] = (byte) (colours[i] >> 16 - 8 * c);
    ImagePlus image = bytes(indices);
    image.getProcessor().setColorModel(new LUT(rgb[0], rgb[1], rgb[2]));
    return image;
  }

  private static float[] of(ImagePlusSource source) {
    List<Float> all = Views.flatIterable(source.item(0)).stream().map(FloatType::get).toList();
    float[] values = new float[all.size()];
    for (int i = 0; i < values.length; i++) values[i] = all.get(i);
    return values;
  }

  private static void assertBoth(ImagePlus image, float... values) {
    assertImage(image, values);
    assertNumbers(image, values);
  }

  private static void assertImage(ImagePlus image, float... values) {
    assertArrayEquals(values, of(ImagePlusSource.all(image, 0)));
  }

  private static void assertNumbers(ImagePlus image, float... values) {
    assertArrayEquals(values, of(ImagePlusSource.annotation(image)));
  }

  private static List<String> remarks(ImagePlus image) {
    return ImagePlusSource.all(image, 0).remarks();
  }

  /** Whichever channel is shown. */
  @Test
  void aLookupTableIsThatOfItsChannel() {
    ImagePlus image = IJ.createImage("x", "8-bit composite", 2, 1, 2, 1, 1);
    image.setDisplayMode(IJ.COLOR);
    image.setC(1);
    IJ.run(image, "Invert LUT", "");
    for (int shown = 1; shown <= 2; shown++) {
      image.setC(shown);
      PixelValues values = PixelValues.ofImage(image);
      assertEquals(245, values.of(0, 10));
      assertEquals(10, values.of(1, 10));
      assertEquals(1, values.remarks().size());
    }
    ImagePlus floats = new ImagePlus("x", new FloatProcessor(1, 1));
    floats.getProcessor().invertLut();
    assertEquals(10, PixelValues.ofImage(floats).of(0, 10));
    assertEquals(
        List.of("'x' has an inverting lookup table: its numbers are read as they are stored."),
        PixelValues.ofImage(floats).remarks());
  }

  /** Strokes of a program whose 0 is "not annotated", and an ignored class. */
  @Test
  void oneNumberMayMeanNotAnnotated() {
    PixelValues numbers = PixelValues.ofNumbers(new ImagePlus("x", new ByteProcessor(1, 1)));
    PixelValues strokes = numbers.ignoring(0);
    PixelValues third = numbers.ignoring(3);
    assertEquals(
        List.of(-1f, 0f, 1f), List.of(strokes.of(0, 0), strokes.of(0, 1), strokes.of(0, 2)));
    assertEquals(List.of(0f, 2f, -1f), List.of(third.of(0, 0), third.of(0, 2), third.of(0, 3)));
    assertEquals(-1, strokes.of(0, -1));
  }

  @Test
  void plainNumbersAreWhatIsStored() {
    assertBoth(bytes(0, 7, 255), 0, 7, 255);
    assertBoth(shorts(0, 7, 65535), 0, 7, 65535);
    assertBoth(new ImagePlus("x", new FloatProcessor(2, 1, new float[] {-1.5f, 3})), -1.5f, 3);
    assertEquals(List.of(), remarks(bytes(1)));
  }

  /** Brightness and contrast, and a threshold that is only shown. */
  @Test
  void whatIsShownIsNotWhatIsStored() {
    ImagePlus image = bytes(0, 7, 90, 200, 255);
    image.setDisplayRange(50, 100);
    assertBoth(image, 0, 7, 90, 200, 255);
    image.getProcessor().setThreshold(80, 210, ImageProcessor.RED_LUT);
    assertBoth(image, 0, 7, 90, 200, 255);
    ImagePlus stack = IJ.createImage("x", "8-bit ramp", 256, 1, 2);
    stack.setDisplayRange(100, 110);
    assertEquals(List.of(), remarks(stack));
    assertEquals(200, of(ImagePlusSource.all(stack, 0))[200]);
  }

  @Test
  void linearlyCalibratedNumbersAreTheirValues() {
    ImagePlus signed = shorts(32768 - 50, 32768 + 200);
    signed.getCalibration().setFunction(Calibration.STRAIGHT_LINE, SIGNED, "grey value");
    assertBoth(signed, -50, 200);
    ImagePlus dicom = shorts(0, 10);
    dicom.getCalibration().setFunction(Calibration.STRAIGHT_LINE, new double[] {-1024, 2}, "HU");
    assertBoth(dicom, -1024, -1004);
    assertEquals(List.of(), remarks(dicom));
  }

  @Test
  void curvesAreNotFollowedWhichIsSaid() {
    ImagePlus image = bytes(0, 7, 255);
    image.getCalibration().setFunction(Calibration.UNCALIBRATED_OD, null, "OD");
    assertBoth(image, 0, 7, 255);
    assertTrue(remarks(image).get(0).startsWith("'x' has a calibration curve"));
  }

  /** What is shown black is low; of a mask 255 is the object. */
  @Test
  void invertingTablesAreFollowedInImages() {
    ImagePlus image = bytes(0, 100, 255);
    image.getProcessor().invertLut();
    assertImage(image, 255, 155, 0);
    assertTrue(remarks(image).get(0).startsWith("'x' has an inverting lookup table"));
    assertNumbers(image, 0, 100, 255);
    assertEquals(1, ImagePlusSource.annotation(image).remarks().size());
    ImagePlus deep = shorts(0, 65535);
    deep.getProcessor().invertLut();
    assertImage(deep, 65535, 0);
  }

  @Test
  void palettesAreColoursInImagesAndNumbersInAnnotations() {
    ImagePlus image = palette(new int[] {0xf00000, 0x00ff10, 0x101010}, 0, 1, 2);
    assertImage(image, 0xf0, 0, 16, 0, 255, 16, 0, 16, 16);
    assertTrue(remarks(image).get(0).startsWith("'x' has a palette"));
    assertNumbers(image, 0, 1, 2);
  }

  @Test
  void palettesOfGreysAreGreys() {
    assertBoth(palette(new int[] {0xffffff, 0}, 0, 1, 1), 255, 0, 0);
  }

  /** Lookup tables that one chooses to look through: Fire is no palette. */
  @Test
  void rampsOfColoursKeepTheirGreyValues() {
    int[] all = IntStream.range(0, 256).toArray();
    float[] values = new float[256];
    for (int i : all) values[i] = i;
    for (String name : List.of("fire", "ice", "red", "spectrum")) {
      ImagePlus image = bytes(all);
      image.getProcessor().setColorModel(LutLoader.getLut(name));
      assertBoth(image, values);
    }
    ImagePlus labels = bytes(all);
    labels.getProcessor().setLut(LabelColors.lut());
    assertNumbers(labels, values);
  }
}
