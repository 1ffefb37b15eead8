package sc.fiji.unet.images;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.IntStream;
import sc.fiji.unet.model.ProcessingStep;
import sc.fiji.unet.model.ProcessingStep.ElementWise;
import sc.fiji.unet.model.ProcessingStep.FixedZeroMeanUnitVariance;
import sc.fiji.unet.model.ProcessingStep.Measured;
import sc.fiji.unet.model.ProcessingStep.ScaleRange;
import sc.fiji.unet.model.ProcessingStep.ZeroMeanUnitVariance;

/** The steps from grey values to what a network is given. */
final class Normalization {

  private Normalization() {}

  /**
   * Measures what the steps need to know, each on what those before it leave: on a whole image,
   * never on a tile, so that the answer does not depend on the tiles.
   *
   * @param image grey values; pixels that are no number do not count
   * @return steps that look at a pixel only
   */
  static List<ElementWise> measure(List<ProcessingStep> steps, Bands image) {
    List<ElementWise> measured = new ArrayList<>();
    for (ProcessingStep step : steps)
      measured.add(
          step instanceof Measured unmeasured
              ? measure(unmeasured, image, List.copyOf(measured))
              : (ElementWise) step);
    return List.copyOf(measured);
  }

  private static ElementWise measure(Measured step, Bands image, List<ElementWise> before) {
    List<BandValues> parts =
        step.perChannel()
            ? IntStream.range(0, image.channels())
                .mapToObj(channel -> BandValues.of(image, channel, before))
                .toList()
            : List.of(BandValues.ofAll(image, before));
    if (step instanceof ScaleRange range)
      return fixed(
          parts,
          part -> Percentiles.of(part, range.low(), range.high()),
          ends -> ends[0],
          ends -> ends[1] - ends[0] + range.eps());
    double eps = ((ZeroMeanUnitVariance) step).eps();
    return fixed(parts, Moments::of, Moments::mean, moments -> moments.deviation() + eps);
  }

  private static <M> ElementWise fixed(
      List<BandValues> parts,
      Function<BandValues, M> measure,
      Function<M, Double> mean,
      Function<M, Double> deviation) {
    List<M> measured = parts.stream().map(measure).toList();
    return new FixedZeroMeanUnitVariance(
        measured.stream().map(mean).toList(), measured.stream().map(deviation).toList());
  }

  /** One step after the other, for a channel, from 0. */
  static DoubleUnaryOperator function(List<ElementWise> steps, int channel) {
    return steps.stream()
        .map(step -> step.function(channel))
        .reduce(DoubleUnaryOperator::andThen)
        .orElse(DoubleUnaryOperator.identity());
  }
}
