package sc.fiji.unet.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ij.IJ;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import net.imglib2.Dimensions;
import net.imglib2.img.Img;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.images.PlaneStore;
import sc.fiji.unet.images.Storage;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.network.TorchScript;
import sc.fiji.unet.network.UNet;
import sc.fiji.unet.progress.LearningPoint;
import sc.fiji.unet.progress.TrainingListener;
import sc.fiji.unet.progress.UserException;
import sc.fiji.unet.progress.ValidationImage;
import sc.fiji.unet.runtime.Compute;
import sc.fiji.unet.runtime.Torch;
import sc.fiji.unet.targets.AnnotatedImage;
import sc.fiji.unet.targets.AnnotatedImages;
import sc.fiji.unet.targets.Goal;

class TrainingTest {

  private static final Architecture ARCHITECTURE = new Architecture(1, 1, 4, 1);

  private static final Checkpoints NO_CHECKPOINTS =
      new Checkpoints(Path.of("none"), false, Duration.ofDays(1));

  /** Keeps what it is told, and cancels after some reports. */
  private static class Recorder implements TrainingListener {

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
    public void validated(LearningPoint point) {
      iterations.add(point.iteration());
      training.add(point.trainingLoss());
      validation.add(point.validationLoss());
    }
  }

  /** A bright square on noise. */
  static AnnotatedImage square(int seed, int classes) {
    Img<FloatType> image = SmallModels.image(seed, 24, 20, 1);
    int[] mask = new int[24 * 20];
    for (int y = 5; y < 14; y++)
      for (int x = 3 + seed; x < 12 + seed; x++) {
        image.getAt(x, y, 0).add(new FloatType(80));
        mask[24 * y + x] = 1;
      }
    return AnnotatedImages.of(image, mask, classes);
  }

  static List<AnnotatedImage> squares(int count, int classes) {
    return IntStream.range(0, count).mapToObj(i -> square(i, classes)).toList();
  }

  static Split split(List<AnnotatedImage> images) {
    return Split.of(images.stream().map(List::of).toList());
  }

  private static TrainedNetwork train(List<AnnotatedImage> images, int iterations, long seed)
      throws IOException {
    TrainingSettings settings = settings(ARCHITECTURE, new Budget(0, iterations), seed);
    return new Training(settings, split(images), Optional.empty())
        .run(Optional.empty(), NO_CHECKPOINTS, new Recorder(Integer.MAX_VALUE));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void lossFallsAndTheBestNetworkIsKept(int classes) throws IOException {
    Recorder recorder = new Recorder(Integer.MAX_VALUE);
    Training training =
        new Training(
            settings(new Architecture(1, classes, 4, 1), new Budget(0, 110), 1),
            split(squares(5, classes)),
            Optional.empty());
    TrainedNetwork result = training.run(Optional.empty(), NO_CHECKPOINTS, recorder);
    assertEquals(List.of(1, 50, 100, 110), recorder.iterations);
    assertTrue(
        recorder.training.get(3) < 0.9 * recorder.training.get(0), recorder.training::toString);
    assertTrue(
        recorder.validation.get(3) < 0.9 * recorder.validation.get(0),
        recorder.validation::toString);
    int best = recorder.iterations.indexOf(result.bestIteration());
    assertEquals(recorder.validation.get(best), result.validation().loss());
    assertEquals(110, result.iterations());
  }

  /** The weights that are kept are those that the validator likes best, and no later ones. */
  @Test
  void theValidatorChoosesTheWeights() throws IOException {
    TrainedNetwork result = trained(Integer.MAX_VALUE, 2);
    assertEquals(50, result.bestIteration());
    assertEquals(0.1, result.validation().error(), 1e-9);
    assertArrayEquals(trained(50, 2).weights(), result.weights());
    assertFalse(Arrays.equals(trained(Integer.MAX_VALUE, 3).weights(), result.weights()));
  }

  /** Canceled after some steps, at most 60; the validator likes the weights of one call best. */
  private static TrainedNetwork trained(int steps, int liked) throws IOException {
    int[] labels = new int[24 * 20];
    for (int y = 5; y < 14; y++) for (int x = 3; x < 17; x++) labels[24 * y + x] = x < 10 ? 1 : 2;
    Img<FloatType> pixels = SmallModels.image(1, 24, 20, 1);
    Goal goal = new Goal(1, true, false);
    AnnotatedImage image = AnnotatedImages.of(pixels, labels, goal);
    AnnotatedImage other = AnnotatedImages.of(pixels, labels, goal);
    List<Integer> asked = new ArrayList<>();
    ToDoubleFunction<List<Validator.Predicted>> reached =
        patches -> {
          assertEquals(1, patches.size());
          assertEquals(List.of(24L, 20L), size(patches.get(0).objects()));
          assertEquals(List.of(24L, 20L), size(patches.get(0).distance().orElseThrow()));
          asked.add(1);
          return asked.size() == liked ? 0.9 : 0.3;
        };
    TrainedNetwork result =
        new Training(
                settings(new Architecture(2, 1, 1, true, 4, 1), new Budget(0, 60), 1),
                split(List.of(image, other)),
                Optional.of(new Validator("mean AP", reached)))
            .run(Optional.empty(), NO_CHECKPOINTS, new Recorder(steps));
    assertEquals(steps == 50 ? 2 : 3, asked.size());
    return result;
  }

  private static List<Long> size(Dimensions image) {
    return List.of(image.dimension(0), image.dimension(1));
  }

  @Test
  void sameSeedSameWeights() throws IOException {
    List<AnnotatedImage> images = squares(2, 1);
    byte[] weights = train(images, 30, 7).weights();
    assertArrayEquals(weights, train(images, 30, 7).weights());
    assertFalse(Arrays.equals(weights, train(images, 30, 8).weights()));
  }

  /** This PyTorch is made for processors: a card fails before the first step. */
  @Test
  void theProcessorTrainsWhereACardFails() throws IOException {
    TrainingSettings cpu = settings(ARCHITECTURE, new Budget(0, 2), 1);
    TrainingSettings gpu =
        new TrainingSettings(
            cpu.architecture(),
            cpu.budget(),
            cpu.seed(),
            cpu.backgroundWeight(),
            cpu.context(),
            cpu.half(),
            new Compute("gpu0", Precision.FP32));
    assertEquals(cpu.fingerprint(), gpu.fingerprint());
    List<String> notes = new ArrayList<>();
    Recorder recorder =
        new Recorder(9) {
          @Override
          public void note(String sentence) {
            notes.add(sentence);
          }
        };
    byte[] weights =
        new Training(gpu, split(squares(2, 1)), Optional.empty())
            .run(Optional.empty(), NO_CHECKPOINTS, recorder)
            .weights();
    assertArrayEquals(train(squares(2, 1), 2, 1).weights(), weights);
    assertEquals(1, notes.size());
    assertTrue(notes.get(0).contains("'gpu0') failed: "), notes.get(0));
  }

  @Test
  void goesOnWithAModel() throws IOException {
    byte[] weights = train(squares(2, 1), 60, 1).weights();
    TrainingSettings settings = settings(ARCHITECTURE, new Budget(0, 1), 2);
    double first =
        new Training(settings, split(squares(2, 1)), Optional.empty())
            .run(Optional.of(new Start(ARCHITECTURE, weights)), NO_CHECKPOINTS, new Recorder(9))
            .validation()
            .loss();
    assertTrue(first < train(squares(2, 1), 1, 2).validation().loss());
  }

  /** What it said before goes, what it sees stays. */
  @Test
  void theLastLayerIsLearnedAnewWhereItSaysSomethingElse() throws IOException {
    try (NDManager manager = Torch.newManager(SmallModels.COMPUTE)) {
      Start start = new Start(ARCHITECTURE, SmallModels.weights(ARCHITECTURE, 5));
      Map<String, NDArray> old =
          TorchScript.arrays(TorchScript.open(ARCHITECTURE, start.weights(), manager));
      for (boolean distance : new boolean[] {false, true}) {
        UNet network = new UNet(new Architecture(2, 1, 1, distance, 4, 1));
        network.initialize(manager);
        assertEquals(!distance, start.hasMeaningOf(network.architecture()));
        Set<String> expected = new TreeSet<>(old.keySet());
        if (distance) expected.removeIf(name -> name.startsWith("output"));
        assertEquals(expected, start.giveTo(network, manager));
        Map<String, NDArray> found = TorchScript.arrays(network);
        for (String name : expected)
          assertArrayEquals(old.get(name).toFloatArray(), found.get(name).toFloatArray(), name);
      }
    }
  }

  @Test
  void canceledTrainingKeepsANetwork() throws IOException {
    TrainingSettings settings = settings(ARCHITECTURE, new Budget(100, 0), 1);
    TrainedNetwork result =
        new Training(settings, split(squares(2, 1)), Optional.empty())
            .run(Optional.empty(), NO_CHECKPOINTS, new Recorder(3));
    assertEquals(3, result.iterations());
    assertTrue(List.of(1, 3).contains(result.bestIteration()), "validated at both");
    SmallModels.model(SmallModels.description(ARCHITECTURE), result.weights()).close();
  }

  @Test
  void pausesTakeNoTimeAndAnImageIsShown() throws IOException {
    TrainingSettings settings = settings(ARCHITECTURE, new Budget(0.01, 0), 1);
    List<ValidationImage> shown = new ArrayList<>();
    Recorder pausing =
        new Recorder(Integer.MAX_VALUE) {
          private boolean paused;

          @Override
          public void pauseIfAsked() {
            if (!paused) IJ.wait(3000);
            paused = true;
          }

          @Override
          public void show(ValidationImage image) {
            shown.add(image);
          }
        };
    TrainedNetwork result =
        new Training(settings, split(squares(2, 1)), Optional.empty())
            .run(Optional.empty(), NO_CHECKPOINTS, pausing);
    assertTrue(result.seconds() < 3, () -> "with the pause: " + result.seconds());
    ValidationImage image = shown.get(0);
    assertEquals(List.of(24, 20), List.of(image.width(), image.height()));
    assertEquals(24 * 20, image.objects().length);
    assertEquals(1, IntStream.of(image.objects()).max().orElseThrow());
    assertArrayEquals(image.foreground(), image.shown());
  }

  @Test
  void endsWithItsMinutes() throws IOException {
    TrainingSettings settings = settings(ARCHITECTURE, new Budget(0.01, 0), 1);
    TrainedNetwork result =
        new Training(settings, split(squares(2, 1)), Optional.empty())
            .run(Optional.empty(), NO_CHECKPOINTS, new Recorder(Integer.MAX_VALUE));
    assertTrue(result.seconds() >= 0.6 && result.seconds() < 20, result.seconds() + " s");
    assertTrue(result.iterations() > 1);
  }

  /** The lowest fifth that holds an object, rows 13 to 16, is validated on, never learned from. */
  @Test
  void singleImageHoldsBackItsLowestRows() throws IOException {
    AnnotatedImage image = square(0, 1);
    byte[] other = AnnotatedImages.classes(image);
    Arrays.fill(other, 24 * 13, 24 * 14, (byte) 1);
    TrainedNetwork result = train(List.of(image), 1, 1);
    TrainedNetwork changed =
        train(
            List.of(AnnotatedImages.of(24, 20, List.of(image.crop().channel(0)), other.clone())),
            1,
            1);
    assertArrayEquals(result.weights(), changed.weights());
    assertNotEquals(result.validation(), changed.validation());

    other[24 * 13 - 1] = 1;
    TrainedNetwork learned =
        train(
            List.of(AnnotatedImages.of(24, 20, List.of(image.crop().channel(0)), other.clone())),
            1,
            1);
    assertFalse(Arrays.equals(result.weights(), learned.weights()));
  }

  @Test
  void saysWhatIsWrongWithTheSamples() {
    assertError(
        "An image has 2 channels; the network takes 1. All images must have as many.",
        List.of(
            AnnotatedImages.of(
                SmallModels.image(1, 4, 4, 2), IntStream.range(0, 16).map(i -> 1).toArray(), 1)));
  }

  private static void assertError(String sentence, List<AnnotatedImage> images) {
    TrainingSettings settings = settings(ARCHITECTURE, new Budget(1, 0), 1);
    Exception error =
        assertThrows(
            UserException.class, () -> new Training(settings, split(images), Optional.empty()));
    assertEquals(sentence, error.getMessage());
  }

  @Test
  void aBudgetLeavesTime() {
    assertThrows(UserException.class, () -> new Budget(0, 0));
    assertThrows(UserException.class, () -> new Budget(Double.NaN, 0));
    assertThrows(UserException.class, () -> new Budget(1, -1));
  }

  /** A training that is resumed at a step draws what it would have drawn. */
  @Test
  void patchesFollowFromSeedAndStep() {
    try (PatchSource once = new PatchSource(squares(3, 1), 16, 2, 0, 5, 0);
        PatchSource again = new PatchSource(squares(3, 1), 16, 2, 0, 5, 0);
        PatchSource other = new PatchSource(squares(3, 1), 16, 2, 0, 6, 0)) {
      for (int step = 0; step < 3; step++) {
        float[] values = Batches.values(once.next(), 1);
        assertArrayEquals(values, Batches.values(again.draw(step), 1));
        assertFalse(Arrays.equals(values, Batches.values(again.draw(step + 1), 1)));
        assertFalse(Arrays.equals(values, Batches.values(other.draw(step), 1)));
      }
    }
  }

  @Test
  void patchesAreTheSameOnDisk(@TempDir Path folder) throws IOException {
    try (PlaneStore disk = new Storage(folder, 0).planes()) {
      List<AnnotatedImage> stored = new ArrayList<>();
      List<AnnotatedImage> held = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        Img<FloatType> pixels = SmallModels.image(i, 300, 40, 2);
        int[] labels = new int[300 * 40];
        for (int p = 0; p < labels.length; p++) labels[p] = p % 50 < 9 ? -1 : p % 300 / 50;
        Goal goal = new Goal(1, true, false);
        held.add(AnnotatedImages.of(pixels, labels, goal, AnnotatedImages.store()));
        stored.add(AnnotatedImages.of(pixels, labels, goal, disk));
      }
      try (PatchSource expected = new PatchSource(held, 32, 4, 0, 1, 0);
          PatchSource found = new PatchSource(stored, 32, 4, 0, 1, 0)) {
        for (int step = 0; step < 10; step++) {
          Batch one = expected.next();
          Batch other = found.next();
          assertArrayEquals(Batches.values(one, 2), Batches.values(other, 2));
          assertArrayEquals(Batches.classes(one), Batches.classes(other));
          for (int p = 0; p < one.pixels(); p++) {
            assertEquals(one.distanceAt(p), other.distanceAt(p));
            assertEquals(one.isKnown(p), other.isKnown(p));
          }
        }
      }
    }
  }

  static TrainingSettings settings(Architecture architecture, Budget budget, long seed) {
    return new TrainingSettings(architecture, budget, seed, 1, 0, false, SmallModels.COMPUTE);
  }
}
