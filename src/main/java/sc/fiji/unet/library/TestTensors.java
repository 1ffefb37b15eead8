package sc.fiji.unet.library;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
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
import sc.fiji.unet.images.PixelFunction;
import sc.fiji.unet.model.AxisOrder;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.NetworkInput;
import sc.fiji.unet.runtime.Tensors;
import sc.fiji.unet.runtime.TrainedModel;

/**
 * What a model is tested with.
 *
 * @param input axis order (x, y, channel), grey values, of a size that the network takes
 * @param output axis order (x, y, class): what the network makes of it
 */
public record TestTensors(
    RandomAccessibleInterval<FloatType> input, RandomAccessibleInterval<FloatType> output) {

  private static final int SIZE = 256; // pixels; more where the network takes no less

  /**
   * Of the middle of an example.
   *
   * @param example the channels, each (x, y), all of one interval, grey values; mirrored where it
   *     is too small
   */
  public static TestTensors of(
      TrainedModel model, List<? extends RandomAccessibleInterval<FloatType>> example) {
    NetworkInput input = model.description().input();
    long width = input.width().atLeast(SIZE);
    long height = input.height().atLeast(SIZE);
    Interval size = example.get(0);
    long left = size.min(0) + (size.dimension(0) - width) / 2;
    long top = size.min(1) + (size.dimension(1) - height) / 2;
    Interval middle = Intervals.createMinSize(left, top, width, height);
    RandomAccessibleInterval<FloatType> crop =
        Views.stack(
            example.stream()
                .map(c -> Views.zeroMin(Views.interval(Views.extendMirrorDouble(c), middle)))
                .toList());
    return new TestTensors(crop, predict(model, crop));
  }

  /**
   * @throws IllegalArgumentException if the files are no arrays, or not of the network's axes
   */
  public static TestTensors read(ModelDescription description, Npy input, Npy output) {
    return new TestTensors(
        image(input, description.input().axes()), image(output, description.output().axes()));
  }

  private static RandomAccessibleInterval<FloatType> image(Npy array, AxisOrder axes) {
    if (array.shape().length != axes.axes().length())
      throw new IllegalArgumentException(
          "its test array has "
              + array.shape().length
              + " axes; its description says "
              + axes.axes().length()
              + ".");
    try (NDManager memory = NDManager.newBaseManager("PyTorch")) {
      NDArray tensor = axes.to(memory.create(array.values(), new Shape(array.shape())));
      return image(tensor);
    }
  }

  private static RandomAccessibleInterval<FloatType> image(NDArray tensor) {
    Shape shape = tensor.getShape();
    if (shape.get(0) != 1)
      throw new IllegalArgumentException(
          "its test arrays hold " + shape.get(0) + " images; supported is one.");
    return ArrayImgs.floats(
        Tensors.values(tensor, 0, 0, shape.get(3), shape.get(2)),
        shape.get(3),
        shape.get(2),
        shape.get(1));
  }

  private static RandomAccessibleInterval<FloatType> predict(
      TrainedModel model, RandomAccessibleInterval<FloatType> image) {
    List<RandomAccessibleInterval<FloatType>> channels = Tensors.channels(image);
    PixelFunction preprocessing = model.description().input().preprocessing().measure(channels);
    float[] values = Tensors.read(channels, channels.get(0), preprocessing);
    int width = Math.toIntExact(image.dimension(0));
    int height = Math.toIntExact(image.dimension(1));
    try (NDManager memory = model.manager().newSubManager()) {
      return image(
          model.predict(Tensors.channelsLast(memory, values, 1, channels.size(), height, width)));
    }
  }

  /**
   * Predicts the input again.
   *
   * @return the largest difference to the output
   * @throws IllegalArgumentException if it is not the same within the tolerance
   */
  public double check(TrainedModel model, Tolerance tolerance) {
    if (input.dimension(2) != model.inputChannels())
      throw new IllegalArgumentException(
          "its test input has "
              + input.dimension(2)
              + " channels; its description says "
              + model.inputChannels()
              + ".");
    NetworkInput sizes = model.description().input();
    if (!sizes.width().allows(input.dimension(0)) || !sizes.height().allows(input.dimension(1)))
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

  /** (1, channel, y, x) */
  public static Npy npy(RandomAccessibleInterval<FloatType> image) {
    float[] values = new float[Math.toIntExact(Intervals.numElements(image))];
    int i = 0;
    for (FloatType pixel : Views.flatIterable(image)) values[i++] = pixel.get();
    return new Npy(
        new long[] {1, image.dimension(2), image.dimension(1), image.dimension(0)}, values);
  }
}
