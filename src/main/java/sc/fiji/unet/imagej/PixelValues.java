package sc.fiji.unet.imagej;

import ij.ImagePlus;
import ij.measure.Calibration;
import ij.process.LUT;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * What an image's stored numbers mean: ImageJ keeps signed ones 32768 higher behind a linear
 * calibration, colours as indices into a palette, and white as 0 behind an inverting lookup table.
 */
final class PixelValues {

  /** Mean step of a colour component from one entry of a lookup table to the next. */
  private static final double STEEPEST_RAMP = 24;

  private static final DoubleUnaryOperator AS_STORED = DoubleUnaryOperator.identity();

  private final boolean colours;

  /** Of each channel; the last one of all further ones. */
  private final List<DoubleUnaryOperator> values;

  private final List<String> remarks;

  private PixelValues(boolean colours, DoubleUnaryOperator value, List<String> remarks) {
    this(colours, List.of(value), remarks);
  }

  private PixelValues(boolean colours, List<DoubleUnaryOperator> values, List<String> remarks) {
    this.colours = colours;
    this.values = List.copyOf(values);
    this.remarks = List.copyOf(remarks);
  }

  /**
   * As a network sees an image: the colours or greys of a palette; what an inverting lookup table
   * shows; the values of a linear calibration. The indices of a lookup table that is a ramp of
   * colours (Fire) are grey values.
   */
  static PixelValues ofImage(ImagePlus image) {
    if (isGreyPalette(image)) return greys(image);
    List<String> remarks = new ArrayList<>();
    if (isPalette(image)) {
      remarks.add("'" + name(image) + "' has a palette: its colours are read, as RGB.");
      return new PixelValues(true, AS_STORED, remarks);
    }
    DoubleUnaryOperator value = calibrated(image, remarks);
    int bits = image.getBitDepth();
    boolean[] inverted = inverted(image);
    if (!anyOf(inverted)) return new PixelValues(false, value, remarks);
    if (bits > 16) {
      remarks.add(
          "'"
              + name(image)
              + "' has an inverting lookup table: its numbers are read as they are stored.");
      return new PixelValues(false, value, remarks);
    }
    double ends = value.applyAsDouble(0) + value.applyAsDouble((1 << bits) - 1);
    DoubleUnaryOperator shown = v -> ends - value.applyAsDouble(v);
    remarks.add(
        "'"
            + name(image)
            + "' has an inverting lookup table: it is read as it is shown, white as high.");
    return new PixelValues(
        false,
        IntStream.range(0, inverted.length).mapToObj(c -> inverted[c] ? shown : value).toList(),
        remarks);
  }

  /** Of each channel. */
  private static boolean[] inverted(ImagePlus image) {
    if (image.getNChannels() == 1) return new boolean[] {image.isInvertedLut()};
    boolean[] inverted = new boolean[image.getNChannels()];
    LUT[] luts = image.getLuts();
    for (int c = 0; c < Math.min(luts.length, inverted.length); c++)
      inverted[c] = brightness(luts[c], 0) > brightness(luts[c], 255);
    return inverted;
  }

  private static int brightness(LUT lut, int index) {
    return lut.getRed(index) + lut.getGreen(index) + lut.getBlue(index);
  }

  private static boolean anyOf(boolean[] flags) {
    for (boolean flag : flags) if (flag) return true;
    return false;
  }

  /**
   * As labels, masks and maps are read: the numbers of a linear calibration; the grey values of a
   * palette of greys, the indices of one of colours. An inverting lookup table changes nothing: in
   * ImageJ's binary images 255 is the object, however it is shown.
   */
  static PixelValues ofNumbers(ImagePlus image) {
    if (isGreyPalette(image)) return greys(image);
    List<String> remarks = new ArrayList<>();
    if (image.isInvertedLut())
      remarks.add(
          "'"
              + name(image)
              + "' has an inverting lookup table: its numbers are read as they are stored, high as"
              + " objects.");
    return new PixelValues(false, calibrated(image, remarks), remarks);
  }

  /**
   * The same with one number that means "not annotated", -1. If that is 0, numbers count from 1,
   * the background.
   */
  PixelValues ignoring(int ignored) {
    int first = ignored == 0 ? 1 : 0;
    DoubleUnaryOperator value = values.get(0);
    return new PixelValues(
        colours,
        stored -> {
          double number = value.applyAsDouble(stored);
          return number == ignored ? -1 : number < 0 ? number : number - first;
        },
        remarks);
  }

  private static PixelValues greys(ImagePlus image) {
    LUT greys = image.getLuts()[0];
    return new PixelValues(
        false,
        index -> greys.getRed((int) index),
        List.of("'" + name(image) + "' has a palette of greys: its greys are read."));
  }

  private static String name(ImagePlus image) {
    return image.getTitle();
  }

  private static DoubleUnaryOperator calibrated(ImagePlus image, List<String> remarks) {
    Calibration calibration = image.getCalibration();
    if (!calibration.calibrated()) return AS_STORED;
    if (calibration.getFunction() == Calibration.STRAIGHT_LINE) {
      double[] line = calibration.getCoefficients();
      return stored -> line[0] + line[1] * stored;
    }
    remarks.add(
        "'"
            + name(image)
            + "' has a calibration curve: its stored grey values are read, not those of the curve.");
    return AS_STORED;
  }

  /** Whether its colours, and not their indices, are what it shows. */
  private static boolean isPalette(ImagePlus image) {
    if (!hasTable(image) || !image.getProcessor().isColorLut()) return false;
    int[] rgb = used(image);
    double steps =
        IntStream.range(1, rgb.length).mapToLong(i -> step(rgb[i - 1], rgb[i])).average().orElse(0);
    return steps > STEEPEST_RAMP;
  }

  /** Whether it has greys in another order than an image, or its negative, has them. */
  private static boolean isGreyPalette(ImagePlus image) {
    if (!hasTable(image) || image.getProcessor().isColorLut()) return false;
    LUT greys = image.getLuts()[0];
    IntStream all = IntStream.range(0, 256);
    boolean rising = greys.getRed(255) > greys.getRed(0);
    return !all.allMatch(i -> greys.getRed(i) == (rising ? i : 255 - i));
  }

  private static boolean hasTable(ImagePlus image) {
    return image.getBitDepth() == 8 && image.getNChannels() == 1;
  }

  /** The colours of the indices that the image has, in the order of the indices. */
  private static int[] used(ImagePlus image) {
    LUT lut = image.getLuts()[0];
    boolean[] present = new boolean[256];
    for (int i = 1; i <= image.getStackSize(); i++)
      for (byte index : (byte[]) image.getStack().getPixels(i)) present[index & 0xff] = true;
    return IntStream.range(0, 256).filter(i -> present[i]).map(lut::getRGB).toArray();
  }

  private static int step(int a, int b) {
    return IntStream.of(16, 8, 0)
        .map(shift -> Math.abs((a >> shift & 0xff) - (b >> shift & 0xff)))
        .max()
        .getAsInt();
  }

  /** Whether the pixels are red, green and blue, and not numbers. */
  boolean areColours() {
    return colours;
  }

  /** Whether numbers are what is stored. */
  boolean areStored(int channel) {
    return value(channel) == AS_STORED;
  }

  /**
   * What a stored number means.
   *
   * @param channel from 0
   */
  float of(int channel, double stored) {
    return (float) value(channel).applyAsDouble(stored);
  }

  private DoubleUnaryOperator value(int channel) {
    return values.get(Math.min(channel, values.size() - 1));
  }

  /** What is read in another way than one might think, for people. */
  List<String> remarks() {
    return remarks;
  }
}
