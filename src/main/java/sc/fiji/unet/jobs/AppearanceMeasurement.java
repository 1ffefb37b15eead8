package sc.fiji.unet.jobs;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import sc.fiji.unet.images.Channels;
import sc.fiji.unet.images.NormalizedImage;
import sc.fiji.unet.model.Appearance;
import sc.fiji.unet.model.ProcessingStep.ZeroMeanUnitVariance;
import sc.fiji.unet.targets.AnnotatedImage;

/** Measures how the middle of an image looks to a network. */
final class AppearanceMeasurement {

  /** Width and height of the part that is looked at, at most. */
  static final int SIDE = 640; // pixels

  /** Less says nothing. */
  private static final int SMALLEST = 64; // pixels

  private static final int SQUARE = 4; // pixels

  private AppearanceMeasurement() {}

  /**
   * The mean of the channels.
   *
   * @param image axis order (x, y, channel), grey values, as large as the network sees it
   * @return empty of an image that is too small, or constant
   */
  static Optional<Appearance> of(RandomAccessibleInterval<FloatType> image) {
    Interval part = middle(image);
    int width = (int) part.dimension(0) / SQUARE * SQUARE;
    int height = (int) part.dimension(1) / SQUARE * SQUARE;
    if (Math.min(width, height) < SMALLEST) return Optional.empty();
    List<Appearance> channels =
        Channels.apart(image).stream()
            .map(channel -> normalized(Views.interval(channel, part), width, height))
            .filter(values -> Arrays.stream(toDoubles(values)).anyMatch(value -> value != 0))
            .map(values -> ofChannel(values, width, height))
            .toList();
    if (channels.isEmpty()) return Optional.empty();
    return Optional.of(
        new Appearance(
            mean(channels, Appearance::asymmetry),
            mean(channels, Appearance::evenness),
            mean(channels, Appearance::detail),
            mean(channels, Appearance::structure)));
  }

  /** Of a plane that is learned from. */
  static Optional<Appearance> of(AnnotatedImage plane) {
    return of(plane.crop(middle(plane.interval())).values());
  }

  private static Interval middle(Interval image) {
    long width = Math.min(SIDE, image.dimension(0));
    long height = Math.min(SIDE, image.dimension(1));
    return FinalInterval.createMinSize(
        image.min(0) + (image.dimension(0) - width) / 2,
        image.min(1) + (image.dimension(1) - height) / 2,
        width,
        height);
  }

  private static double mean(List<Appearance> channels, ToDoubleFunction<Appearance> measure) {
    return channels.stream().mapToDouble(measure).average().orElseThrow();
  }

  /** Row by row; 0 everywhere if all are the same. */
  private static float[] normalized(
      RandomAccessibleInterval<FloatType> channel, int width, int height) {
    return NormalizedImage.of(
            Channels.together(List.of(channel)), List.of(ZeroMeanUnitVariance.PER_CHANNEL))
        .read(new FinalInterval(width, height));
  }

  private static double[] toDoubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  private static Appearance ofChannel(float[] z, int width, int height) {
    double[] sorted = toDoubles(z);
    double evenness = Arrays.stream(sorted).map(Math::abs).average().orElseThrow();
    double mean = Arrays.stream(sorted).average().orElseThrow();
    Arrays.sort(sorted);
    return new Appearance(
        mean - sorted[sorted.length / 2],
        evenness,
        difference(z, width),
        difference(squares(z, width, height), width / SQUARE));
  }

  /** Of pixels to their right and lower neighbours. */
  private static double difference(float[] values, int width) {
    double sum = 0;
    long pairs = 0;
    for (int i = 0; i < values.length; i++)
      for (int neighbour : new int[] {(i + 1) % width == 0 ? values.length : i + 1, i + width}) {
        if (neighbour >= values.length) continue;
        double difference = values[neighbour] - values[i];
        sum += difference * difference;
        pairs++;
      }
    return Math.sqrt(sum / pairs / 2); // 2: by chance
  }

  private static float[] squares(float[] values, int width, int height) {
    int columns = width / SQUARE;
    float[] means = new float[columns * (height / SQUARE)];
    for (int i = 0; i < values.length; i++)
      means[i / width / SQUARE * columns + i % width / SQUARE] += values[i] / (SQUARE * SQUARE);
    return means;
  }
}
