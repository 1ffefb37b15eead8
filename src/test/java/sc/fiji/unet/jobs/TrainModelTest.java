package sc.fiji.unet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.bioimageio.Npy;
import sc.fiji.unet.bioimageio.PackageWriter;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.PixelSize;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.TrainingListener;
import sc.fiji.unet.progress.UserException;

class TrainModelTest {

  private static final TrainingListener SILENT = TrainingListener.of(Progress.NONE);
  private static final TrainingPlan PLAN = TrainingPlan.of("Cells").network(2, 1).iterations(1);
  private static final int WIDTH = 12;
  private static final int HEIGHT = 10;

  @TempDir Path folder;

  /** The size of the network is that of the model, the pixel size that of the images. */
  @Test
  void goesOnWithAModel() throws IOException {
    TrainModel first = job(PLAN);
    first.add(image("a", 1).pixels(new PixelSize(0.5, 0.25)), annotation(1));
    first.add(image("b", 1).pixels(new PixelSize(0.5, 0.25)), annotation(1));
    Path file = folder.resolve("first.zip");
    TrainModel.Outcome outcome = first.run(file, SILENT);
    assertEquals(file, outcome.file());
    assertEquals(1, outcome.iterations());
    ModelDescription description = describe(file);
    assertEquals(new Architecture(1, 1, 2, 1), description.architecture());
    assertEquals(Optional.of(new PixelSize(0.5, 0.25)), description.input().pixelSize());

    TrainModel second = job(PLAN.network(4, 2).context(1).from(file.toString()));
    assertEquals(0, second.context());
    second.add(image("c", 1).pixels(new PixelSize(1, 1)), annotation(1));
    second.run(folder.resolve("second.zip"), SILENT);
    description = describe(folder.resolve("second.zip"));
    assertEquals(new Architecture(1, 1, 2, 1), description.architecture());
    assertEquals(Optional.of(new PixelSize(1, 1)), description.input().pixelSize());
  }

  @Test
  void eachPlaneNeedsAnAnnotation() throws IOException {
    TrainModel job = job(PLAN);
    assertEquals(
        "'a' has 3 planes, its annotation 'truth' has 2; each plane needs one.",
        error(() -> job.add(image("a", 1, 1, 1), annotation(1, 1))));
  }

  @Test
  void anAnnotationHasOneChannel() throws IOException {
    TrainModel job = job(PLAN);
    assertEquals(
        "The annotation 'truth' has 3 channels; it must be a mask or label image with one, 8, 16 or"
            + " 32 bit.",
        error(() -> job.add(image("a", 1), annotation(3))));
  }

  @Test
  void theExampleIsLikeTheImages() throws IOException {
    TrainModel job = job(PLAN);
    job.add(image("a", 1), annotation(1));
    job.example(image("photo", 3));
    Path file = folder.resolve("x.zip");
    assertEquals(
        "The example 'photo' has 3 channels; the images of the training have others.",
        error(() -> job.run(file, SILENT)));
    assertFalse(Files.exists(file));
  }

  @Test
  void aNetworkThatCannotBe() throws IOException {
    TrainModel job = job(PLAN.network(2, 7));
    job.add(image("a", 1), annotation(1));
    assertEquals(
        "The network's depth is 7; allowed are 1 to 6.",
        error(() -> job.run(folder.resolve("x.zip"), SILENT)));
  }

  /** Before any image is read. */
  @Test
  void weightsOfAnotherNetworkAreRefusedAtOnce() throws IOException {
    Path file = folder.resolve("damaged.zip");
    Architecture architecture = new Architecture(1, 1, 2, 1);
    Npy pixel = new Npy(new long[] {1, 1, 1, 1}, new float[1]);
    PackageWriter.write(
        file,
        SmallModels.description(architecture),
        SmallModels.weights(new Architecture(1, 1, 4, 1), 1),
        pixel,
        pixel);
    assertEquals(
        "The model "
            + file
            + " cannot be used: its weights are damaged, or those of another network than its"
            + " description says.",
        error(() -> job(PLAN.from(file.toString()))));
  }

  private TrainModel job(TrainingPlan plan) throws IOException {
    return new TrainModel(plan, new ModelLibrary(folder));
  }

  private ModelDescription describe(Path file) throws IOException {
    return new ModelLibrary(folder).describe(file.toString());
  }

  /** What is to be refused. */
  private interface Wrong {
    void run() throws IOException;
  }

  private static String error(Wrong work) {
    return assertThrows(UserException.class, work::run).getMessage();
  }

  /**
   * @param channels of each plane
   */
  private static ArraySource image(String name, int... channels) {
    return ArraySource.of(
        name,
        IntStream.of(channels).mapToObj(c -> SmallModels.image(c, WIDTH, HEIGHT, c)).toList());
  }

  /** An object in each plane. */
  private static Source annotation(int... channels) {
    float[] mask = new float[WIDTH * HEIGHT];
    for (int i = 0; i < mask.length; i++) mask[i] = i % WIDTH < 6 ? 1 : 0;
    return ArraySource.of(
        "truth",
        IntStream.of(channels)
            .mapToObj(
                c ->
                    c == 1
                        ? ArrayImgs.floats(mask, WIDTH, HEIGHT, 1)
                        : ArrayImgs.floats(WIDTH, HEIGHT, c))
            .toList());
  }
}
