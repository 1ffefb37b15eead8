package sc.fiji.unet.library;

import java.util.List;
import java.util.Locale;
import net.imglib2.Cursor;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import sc.fiji.unet.bioimageio.Npy;
import sc.fiji.unet.bioimageio.Tolerance;
import sc.fiji.unet.images.Channels;
import sc.fiji.unet.images.NormalizedImage;
import sc.fiji.unet.model.Axes;
import sc.fiji.unet.model.AxisSize;
import sc.fiji.unet.model.ModelDescription;

/**
 * What a model is tested with.
 *
 * @param input axis order (x, y, channel), grey values, of a size that the network takes
 * @param output axis order (x, y, class): what the network makes of it
 */
record TestTensors(
    RandomAccessibleInterval<FloatType> input, RandomAccessibleInterval<FloatType> output) {

  private static final int SIZE = 256; // pixels; more where the network takes no less
  private static final String ORDER = "xyc";

  /**
   * Of the middle of an example.
   *
   * @param example axis order (x, y, channel), grey values; mirrored where it is too small
   */
  static TestTensors of(OpenModel model, RandomAccessibleInterval<FloatType> example) {
    List<AxisSize> sizes = model.description().input().sizes();
    long width = sizes.get(0).atLeast(SIZE);
    long height = sizes.get(1).atLeast(SIZE);
    long left = example.min(0) + (example.dimension(0) - width) / 2;
    long top = example.min(1) + (example.dimension(1) - height) / 2;
    Interval middle = Intervals.createMinSize(left, top, width, height);
    RandomAccessibleInterval<FloatType> crop =
        Channels.together(
            Channels.apart(example).stream()
                .map(c -> Views.zeroMin(Views.interval(Views.extendMirrorDouble(c), middle)))
                .toList());
    return new TestTensors(crop, predict(model, crop));
  }

  /**
   * @throws IllegalArgumentException if the arrays are not of the network's axes
   */
  static TestTensors of(ModelDescription description, Npy input, Npy output) {
    return new TestTensors(
        image(input, description.input().axes()), image(output, description.output().axes()));
  }

  private static RandomAccessibleInterval<FloatType> image(Npy array, Axes axes) {
    if (array.axes() != axes.count())
      throw new IllegalArgumentException(
          "its test array has "
              + array.axes()
              + " axes; its description says "
              + axes.count()
              + ".");
    long[] size = new long[axes.count()]; // the fastest axis first
    for (int d = 0; d < size.length; d++) size[d] = array.length(size.length - 1 - d);
    StringBuilder letters = new StringBuilder(axes.letters()).reverse();
    RandomAccessibleInterval<FloatType> image = ArrayImgs.floats(array.values(), size);
    if (axes.has('b')) {
      int batch = letters.indexOf("b");
      if (size[batch] != 1)
        throw new IllegalArgumentException(
            "its test arrays hold " + size[batch] + " images; supported is one.");
      image = Views.hyperSlice(image, batch, 0);
      letters.deleteCharAt(batch);
    }
    if (!axes.has('c')) {
      image = Views.addDimension(image, 0, 0);
      letters.append('c');
    }
    for (int d = 0; d < ORDER.length(); d++) {
      int from = letters.indexOf(ORDER.substring(d, d + 1));
      image = Views.permute(image, d, from);
      letters.setCharAt(from, letters.charAt(d));
      letters.setCharAt(d, ORDER.charAt(d));
    }
    return image;
  }

  private static RandomAccessibleInterval<FloatType> predict(
      OpenModel model, RandomAccessibleInterval<FloatType> image) {
    NormalizedImage normalized =
        NormalizedImage.of(image, model.description().input().preprocessing());
    Interval all = normalized.interval();
    float[] map =
        model
            .network()
            .predict(normalized.read(all), (int) all.dimension(1), (int) all.dimension(0));
    return ArrayImgs.floats(
        map, all.dimension(0), all.dimension(1), model.description().output().channels().size());
  }

  /**
   * Predicts the input again.
   *
   * @return the largest difference to the output
   * @throws IllegalArgumentException if it is not the same within the tolerance
   */
  double check(OpenModel model, Tolerance tolerance) {
    ModelDescription description = model.description();
    int channels = description.input().channels();
    if (input.dimension(2) != channels)
      throw new IllegalArgumentException(
          "its test input has "
              + input.dimension(2)
              + " channels; its description says "
              + channels
              + ".");
    if (!description.input().allows(input.dimension(0), input.dimension(1)))
      throw new IllegalArgumentException(
          String.format(
              "its test input has %d x %d pixels, which its description does not allow.",
              input.dimension(0), input.dimension(1)));
    RandomAccessibleInterval<FloatType> predicted = predict(model, input);
    if (!Intervals.equals(predicted, output))
      throw new IllegalArgumentException("its test output is not as large as what it predicts.");
    Cursor<FloatType> expected = Views.flatIterable(output).cursor();
    double largest = 0;
    long mismatched = 0;
    for (FloatType number : Views.flatIterable(predicted)) {
      float other = expected.next().get();
      largest = Math.max(largest, Math.abs(number.get() - other));
      if (!tolerance.matches(number.get(), other)) mismatched++;
    }
    if (mismatched * 1e6 > tolerance.mismatchedPerMillion() * Intervals.numElements(output))
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "it does not reproduce its own test output: %d of %d numbers differ, by up to %.3g.",
              mismatched,
              Intervals.numElements(output),
              largest));
    return largest;
  }

  /** As packages hold it: axis order (1, channel, y, x). */
  static Npy npy(RandomAccessibleInterval<FloatType> image) {
    float[] values = new float[Math.toIntExact(Intervals.numElements(image))];
    int i = 0;
    for (FloatType pixel : Views.flatIterable(image)) values[i++] = pixel.get();
    return new Npy(
        new long[] {1, image.dimension(2), image.dimension(1), image.dimension(0)}, values);
  }
}
