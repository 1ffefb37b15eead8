package sc.fiji.unet.images;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.model.ProcessingStep.ElementWise;

/** Values that are measured: those of an image's bands. */
record BandValues(Bands bands, Reading reading) {

  /** Which values of a band count. */
  @FunctionalInterface
  interface Reading extends Serializable {
    Values of(List<? extends RandomAccessibleInterval<FloatType>> channels, Interval band);
  }

  /** What is made of the values of a band. */
  @FunctionalInterface
  interface Measure<R> extends Serializable {
    R of(Values values);
  }

  /** Those of a channel behind some steps, without the pixels that are no number. */
  static BandValues of(Bands bands, int channel, List<ElementWise> steps) {
    return new BandValues(bands, (channels, band) -> values(channels, band, channel, steps));
  }

  /** The same of all channels together. */
  static BandValues ofAll(Bands bands, List<ElementWise> steps) {
    return new BandValues(
        bands,
        (channels, band) ->
            some ->
                IntStream.range(0, channels.size())
                    .forEach(c -> values(channels, band, c, steps).read(some)));
  }

  private static Values values(
      List<? extends RandomAccessibleInterval<FloatType>> channels,
      Interval band,
      int channel,
      List<ElementWise> steps) {
    return Values.of(channels.get(channel), band, Normalization.function(steps, channel));
  }

  /** What a measure makes of each band, from the top. */
  <R extends Serializable> Stream<R> each(Measure<R> measure) {
    Reading own = reading; // what is sent elsewhere must not hold this
    return bands.each((channels, band) -> measure.of(own.of(channels, band)));
  }
}
