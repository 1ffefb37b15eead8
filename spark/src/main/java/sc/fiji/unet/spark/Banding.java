package sc.fiji.unet.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import org.apache.spark.api.java.JavaSparkContext;
import sc.fiji.unet.images.Bands;

/** Who measures the bands of a plane. */
@FunctionalInterface
interface Banding {

  /** This program, or this task, one band after the other. */
  Banding HERE = plane -> Bands.of(plane.open());

  /** A plane's channels, (x, y) each, wherever they are opened. */
  @FunctionalInterface
  interface Plane extends Serializable {
    List<? extends RandomAccessibleInterval<FloatType>> open() throws IOException;
  }

  Bands of(Plane plane) throws IOException;

  /** Tasks of Spark, many at once. */
  static Banding tasks(JavaSparkContext spark) {
    return plane -> {
      List<? extends RandomAccessibleInterval<FloatType>> channels = plane.open();
      return new Bands() {
        @Override
        public <R extends Serializable> Stream<R> each(Measure<R> measure) {
          Plane own = plane; // what tasks are sent must not hold this
          List<Integer> bands =
              IntStream.range(0, Bands.cut(channels.get(0)).size()).boxed().toList();
          return spark
              .parallelize(bands, bands.size())
              .map(band -> measured(own, band, measure))
              .collect()
              .stream();
        }

        @Override
        public int channels() {
          return channels.size();
        }
      };
    };
  }

  private static <R> R measured(Plane plane, int band, Bands.Measure<R> measure)
      throws IOException {
    List<? extends RandomAccessibleInterval<FloatType>> channels = plane.open();
    return measure.of(channels, Bands.cut(channels.get(0)).get(band));
  }
}
