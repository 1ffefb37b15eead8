package sc.fiji.unet.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.progress.TrainingListener;
import sc.fiji.unet.runtime.Tensors;
import sc.fiji.unet.runtime.TrainedModel;
import sc.fiji.unet.targets.Sample;

class TrainingTest {

  private static final Architecture ARCHITECTURE = new Architecture(1, 1, 4, 1);

  /** Keeps what it is told, and cancels after some reports. */
  private static final class Recorder implements TrainingListener {

    private final int patience;
    private final List<Integer> iterations = new ArrayList<>();
    private final List<Double> training = new ArrayList<>();
    private final List<Double> validation = new ArrayList<>();
    private int asked;

    Recorder(int patience) {
      this.patience = patience;
    }

    @Override
    public void report(String status, double fraction) {
      assertTrue(fraction >= 0 && fraction <= 1);
    }

    @Override
    public boolean isCanceled() {
      return ++asked >= patience;
    }

    @Override
    public void losses(int iteration, double trainingLoss, double validationLoss) {
      iterations.add(iteration);
      training.add(trainingLoss);
      validation.add(validationLoss);
    }
  }

  /** A bright square on noise. */
  private static Sample square(int seed, int classes) {
    Img<FloatType> image = SmallModels.image(seed, 24, 20, 1);
    Img<UnsignedByteType> mask = ArrayImgs.unsignedBytes(24, 20);
    for (int y = 5; y < 14; y++)
      for (int x = 3 + seed; x < 12 + seed; x++) {
        image.getAt(x, y, 0).add(new FloatType(80));
        mask.getAt(x, y).set(1);
      }
    return Sample.of(Tensors.channels(image), mask, classes);
  }

  private static List<Sample> squares(int count, int classes) {
    return IntStream.range(0, count).mapToObj(i -> square(i, classes)).toList();
  }

  private static TrainingResult train(List<Sample> samples, int iterations, long seed) {
    TrainingSettings settings = new TrainingSettings(ARCHITECTURE, 0, iterations, seed);
    return new Training(settings, samples).run(new Recorder(Integer.MAX_VALUE));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void lossFallsAndTheBestNetworkIsKept(int classes) {
    Recorder recorder = new Recorder(Integer.MAX_VALUE);
    Training training =
        new Training(
            new TrainingSettings(new Architecture(1, classes, 4, 1), 0, 110, 1),
            squares(5, classes));
    assertEquals(4, training.trainingSamples());
    TrainingResult result = training.run(recorder);
    assertEquals(List.of(1, 25, 50, 75, 100, 110), recorder.iterations);
    assertTrue(
        recorder.training.get(5) < 0.9 * recorder.training.get(0), recorder.training::toString);
    assertTrue(
        recorder.validation.get(5) < 0.9 * recorder.validation.get(0),
        recorder.validation::toString);
    int best = recorder.iterations.indexOf(result.bestIteration());
    assertEquals(recorder.validation.get(best), result.validation().loss());
    assertEquals(110, result.iterations());
  }

  @Test
  void sameSeedSameWeights() {
    List<Sample> samples = squares(2, 1);
    byte[] weights = train(samples, 30, 7).weights();
    assertArrayEquals(weights, train(samples, 30, 7).weights());
    assertFalse(Arrays.equals(weights, train(samples, 30, 8).weights()));
  }

  @Test
  void goesOnWithAModel() {
    byte[] weights = train(squares(2, 1), 60, 1).weights();
    TrainingSettings settings =
        new TrainingSettings(ARCHITECTURE, 0, 1, 2, 1, 0, Precision.FP32, weights);
    double first = new Training(settings, squares(2, 1)).run(new Recorder(9)).validation().loss();
    assertTrue(first < train(squares(2, 1), 1, 2).validation().loss());
  }

  @Test
  void canceledTrainingKeepsANetwork() throws IOException {
    TrainingSettings settings = new TrainingSettings(ARCHITECTURE, 100, 0, 1);
    TrainingResult result = new Training(settings, squares(2, 1)).run(new Recorder(3));
    assertEquals(3, result.iterations());
    assertTrue(List.of(1, 3).contains(result.bestIteration()), "validated at both");
    new TrainedModel(SmallModels.description(ARCHITECTURE), result.weights()).close();
  }

  @Test
  void endsWithItsMinutes() {
    TrainingSettings settings = new TrainingSettings(ARCHITECTURE, 0.01, 0, 1);
    TrainingResult result =
        new Training(settings, squares(2, 1)).run(new Recorder(Integer.MAX_VALUE));
    assertTrue(result.seconds() >= 0.6 && result.seconds() < 20, result.seconds() + " s");
    assertTrue(result.iterations() > 1);
  }

  /** What lies in the lowest fifth is validated on, never learned from. */
  @Test
  void singleImageHoldsBackItsLowestRows() {
    Sample sample = square(0, 1);
    byte[] other = sample.classes().clone();
    Arrays.fill(other, 24 * 16, other.length, (byte) 1);
    TrainingResult result = train(List.of(sample), 1, 1);
    TrainingResult changed = train(List.of(new Sample(24, 20, sample.channels(), other)), 1, 1);
    assertArrayEquals(result.weights(), changed.weights());
    assertNotEquals(result.validation(), changed.validation());

    other[24 * 16 - 1] = 1;
    TrainingResult learned = train(List.of(new Sample(24, 20, sample.channels(), other)), 1, 1);
    assertFalse(Arrays.equals(result.weights(), learned.weights()));
  }

  @Test
  void saysWhatIsWrongWithTheSamples() {
    assertError("There is no annotated image to train on.", List.of());
    assertError(
        "An image has 2 channels; the network takes 1. All images must have as many.",
        List.of(Sample.of(SmallModels.channels(1, 4, 4, 2), ArrayImgs.ints(4, 4), 1)));
    assertError(
        "A single row of pixels is too little to train on: a part must be held back to validate.",
        List.of(Sample.of(SmallModels.channels(1, 4, 1, 1), ArrayImgs.ints(4, 1), 1)));
    Sample empty = Sample.of(SmallModels.channels(1, 24, 20, 1), ArrayImgs.ints(24, 20), 1);
    assertError(
        "The annotation of the training images is background (0) everywhere; mark some objects.",
        List.of(empty, empty, square(1, 1)));
    new Training(new TrainingSettings(ARCHITECTURE, 1, 0, 1), List.of(empty, square(1, 1), empty));
  }

  private static void assertError(String sentence, List<Sample> samples) {
    TrainingSettings settings = new TrainingSettings(ARCHITECTURE, 1, 0, 1);
    Exception error =
        assertThrows(IllegalArgumentException.class, () -> new Training(settings, samples));
    assertEquals(sentence, error.getMessage());
  }

  @Test
  void settingsNeedABudget() {
    assertThrows(IllegalArgumentException.class, () -> new TrainingSettings(ARCHITECTURE, 0, 0, 1));
    assertThrows(
        IllegalArgumentException.class, () -> new TrainingSettings(ARCHITECTURE, Double.NaN, 0, 1));
    assertThrows(
        IllegalArgumentException.class, () -> new TrainingSettings(ARCHITECTURE, 1, -1, 1));
  }
}
