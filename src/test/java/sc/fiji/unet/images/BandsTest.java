package sc.fiji.unet.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sc.fiji.unet.model.ProcessingStep;
import sc.fiji.unet.model.ProcessingStep.ScaleRange;
import sc.fiji.unet.model.ProcessingStep.ZeroMeanUnitVariance;

class BandsTest {

  private static final int WIDTH = 1000;
  private static final int HEIGHT = 2700;

  /** The last band first, and all as if they were sent there and back. */
  private record Elsewhere(List<RandomAccessibleInterval<FloatType>> image) implements Bands {

    @Override
    public <R extends Serializable> Stream<R> each(Measure<R> measure) {
      List<Interval> bands = Bands.cut(image.get(0));
      assertTrue(bands.size() > 2, bands.toString());
      Serializable[] found = new Serializable[bands.size()];
      for (int i = found.length - 1; i >= 0; i--) {
        Measure<R> sent = sent(measure);
        found[i] = sent(sent.of(image, bands.get(i)));
      }
      @SuppressWarnings("unchecked")
      Stream<R> stream = (Stream<R>) Arrays.stream(found);
      return stream;
    }

    @Override
    public int channels() {
      return image.size();
    }

    @SuppressWarnings("unchecked")
    private static <T> T sent(T object) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(object);
        out.flush();
        return (T)
            new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
      } catch (IOException | ClassNotFoundException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Random numbers, in a frame of a straight margin of 7. */
  private static List<RandomAccessibleInterval<FloatType>> image(int margin) {
    Random random = new Random(1);
    return IntStream.range(0, 2)
        .<RandomAccessibleInterval<FloatType>>mapToObj(
            c -> {
              RandomAccessibleInterval<FloatType> channel = ArrayImgs.floats(WIDTH, HEIGHT);
              Views.iterable(channel).forEach(pixel -> pixel.set(7));
              Interval within = Intervals.expand(channel, -margin);
              Views.iterable(Views.interval(channel, within))
                  .forEach(pixel -> pixel.set((float) (100 + c + random.nextGaussian())));
              return channel;
            })
        .toList();
  }

  @Test
  void whereBandsAreMeasuredChangesNothing() {
    List<RandomAccessibleInterval<FloatType>> image = image(0);
    for (boolean perChannel : new boolean[] {true, false}) {
      List<ProcessingStep> steps =
          List.of(
              new ScaleRange(perChannel, 1, 99.8, 1e-6),
              new ZeroMeanUnitVariance(perChannel, 1e-6));
      assertEquals(
          NormalizedImage.measure(steps, Bands.of(image)),
          NormalizedImage.measure(steps, new Elsewhere(image)));
    }
  }

  @Test
  void marginsAreTheSame() {
    List<RandomAccessibleInterval<FloatType>> image = image(100);
    Map<Integer, Margin> here = Margin.of(image, Bands.of(image));
    Map<Integer, Margin> elsewhere = Elsewhere.sent(Margin.of(image, new Elsewhere(image)));
    assertEquals(List.of(0, 1), List.copyOf(here.keySet()));
    assertEquals(here.keySet(), elsewhere.keySet());
    for (int c = 0; c < 2; c++) {
      assertTrue(elsewhere.get(c).isStraight());
      RandomAccessibleInterval<FloatType> filled = elsewhere.get(c).filled(image.get(c));
      assertEquals(100 + c, filled.getAt(3, HEIGHT - 5).get(), 0.05);
      assertEquals(here.get(c).filled(image.get(c)).getAt(3, 5), filled.getAt(3, HEIGHT - 5));
      assertEquals(image.get(c).getAt(100, 100), filled.getAt(100, 100));
    }
  }

  /** Whole rows, each once, in no more bands than one program can put together. */
  @ParameterizedTest
  @CsvSource({"1, 1", "1000, 2700", "1048576, 3", "3000000, 65", "3, 3000000", "100000, 100000"})
  void eachRowIsInOneBand(long width, long height) {
    List<Interval> bands = Bands.cut(new FinalInterval(width, height));
    assertTrue(bands.size() <= 64, bands.size() + " bands");
    long next = 0;
    for (Interval band : bands) {
      assertEquals(next, band.min(1));
      assertEquals(width, band.dimension(0));
      next = band.max(1) + 1;
    }
    assertEquals(height, next);
  }
}
