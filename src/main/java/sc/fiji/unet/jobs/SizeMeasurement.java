package sc.fiji.unet.jobs;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.ImgUtil;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.labels.ObjectSizes;
import sc.fiji.unet.labels.Separation;
import sc.fiji.unet.model.Decoding;
import sc.fiji.unet.model.Magnification;
import sc.fiji.unet.model.ModelDescription;

/** Finds out how large the objects of an image are: a quick first pass over a part of it. */
final class SizeMeasurement {

  /** Width and height of the part, in pixels of the network. */
  private static final int SIDE = 640;

  private static final int FEWEST_OBJECTS = 3;

  /** Of the smallest size: objects of a third of the width are seen, too, and specks are not. */
  private static final double SMALLEST = 1 / 8.0;

  /** Width of the median section of a ball, of all its sections, in widths of the ball. */
  private static final double SECTION = Math.sqrt(0.75);

  /** Of the factor of the training's images, where nothing is found with the one before. */
  private static final List<Double> STARTS = List.of(1.0, 0.5, 2.0, 0.25);

  /** Two factors of which one was found with the other, and that differ by no more. */
  private static final double CONFIRMED = 0.05;

  private static final int MOST_PASSES = 12;

  private static final Pattern SIZE =
      Pattern.compile("Objects were measured to be about (\\d+) pixels wide.*");

  private final UnaryOperator<RandomAccessibleInterval<FloatType>> network;
  private final Magnification magnification;
  private final ObjectMaps maps;
  private final Separation separation;
  private final Decoding decoding;
  private double factor;
  private boolean found;

  /**
   * @param network gives the maps of an image, both of axis order (x, y, channel)
   */
  SizeMeasurement(
      ModelDescription model, UnaryOperator<RandomAccessibleInterval<FloatType>> network) {
    this.network = network;
    magnification = model.magnification();
    maps = new ObjectMaps(model);
    separation = SegmentImage.defaults(model).separation();
    decoding = model.decoding();
    factor = PixelScale.clamped(magnification.factor());
  }

  /**
   * How many pixels the network must be shown per pixel of the image, so that its objects are as
   * large as those of the training. Where too few are found it is that of the training's images.
   */
  double factor(Source source) {
    for (double start : STARTS) {
      double first = suiting(source, magnification.factor() * start);
      if (first == 0) continue;
      factor = consistent(source, first);
      found = true;
      break;
    }
    return factor;
  }

  /**
   * What was seen at a wrong size was measured badly: objects that are far too large fall to
   * pieces, the less the nearer one comes.
   */
  private double consistent(Source source, double first) {
    double seen = first;
    for (int pass = 0; pass < MOST_PASSES; pass++) {
      double suiting = suiting(source, seen);
      if (suiting == 0) return seen;
      boolean confirmed = Math.abs(suiting / seen - 1) <= CONFIRMED;
      seen = suiting;
      if (confirmed) break;
    }
    return seen;
  }

  /** The factor that objects seen at another one should be shown at; 0 if there are too few. */
  private double suiting(Source source, double seen) {
    double diameter = diameter(source, seen);
    return diameter == 0 ? 0 : PixelScale.clamped(seen * magnification.diameter() / diameter);
  }

  /** What was found, for people. */
  String summary() {
    if (!found)
      return String.format(
          Locale.ROOT,
          "Too few objects were found to measure them: they are taken for about %.0f pixels wide;"
              + " diameter=... says it better.",
          magnification.diameter() / factor);
    return sentence(magnification.diameter() / factor);
  }

  static String sentence(double pixels) {
    return String.format(
        Locale.ROOT,
        "Objects were measured to be about %.0f pixels wide; diameter=%.0f repeats it.",
        pixels,
        pixels);
  }

  /** The pixels that a sentence tells; empty if it tells something else. */
  static OptionalDouble size(String sentence) {
    Matcher matcher = SIZE.matcher(sentence);
    return matcher.matches()
        ? OptionalDouble.of(Double.parseDouble(matcher.group(1)))
        : OptionalDouble.empty();
  }

  /** Of the objects at a magnification, in pixels of the network; 0 if there are too few. */
  private double diameter(Source source, double scale) {
    RandomAccessibleInterval<FloatType> map =
        network.apply(
            MiddlePart.of(
                source, source.items() / 2, source.selection().region(), scale, scale, SIDE));
    double minimum = SMALLEST * SegmentImage.minimumInPlane(decoding);
    RandomAccessibleInterval<IntType> labels =
        ObjectMaps.labels(separation, maps.of(map), (long) minimum);
    ObjectSizes sizes = ObjectSizes.of(Stream.of(copy(labels)));
    if (sizes.objects() < FEWEST_OBJECTS) return 0;
    return decoding.throughSlices() ? sizes.diameter() / SECTION : sizes.diameter();
  }

  private static RandomAccessibleInterval<IntType> copy(RandomAccessibleInterval<IntType> labels) {
    RandomAccessibleInterval<IntType> copy = ArrayImgs.ints(labels.dimensionsAsLongArray());
    ImgUtil.copy(labels, copy);
    return copy;
  }
}
