package sc.fiji.unet.jobs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.unet.jobs.TrainingPlan.Aim.REGIONS;
import static sc.fiji.unet.jobs.TrainingPlan.Aim.SEPARATE;
import static sc.fiji.unet.jobs.TrainingPlan.Aim.VOLUMES;

import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.bioimageio.Npy;
import sc.fiji.unet.bioimageio.PackageReader;
import sc.fiji.unet.bioimageio.PackageWriter;
import sc.fiji.unet.images.ArraySource;
import sc.fiji.unet.images.Storage;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.Decoding;
import sc.fiji.unet.model.Magnification;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.PixelSize;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.ToldProgress;
import sc.fiji.unet.progress.TrainingListener;
import sc.fiji.unet.progress.UserException;
import sc.fiji.unet.targets.AnnotatedImages;
import sc.fiji.unet.targets.AnnotatedStack;
import sc.fiji.unet.targets.Goal;

class TrainModelTest {

  private static final TrainingListener SILENT = TrainingListener.of(Progress.NONE);
  private static final TrainingPlan PLAN =
      TrainingPlan.of("Cells").network(2, 1).iterations(1).replace(true);
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

  /** Of two that do equally well the first stays, as does what is no model at all. */
  @Test
  void aModelIsNotReplacedByOneThatIsNoBetter() throws IOException {
    Path file = folder.resolve("cells.zip");
    ToldProgress told = new ToldProgress();
    assertEquals(file, trained(PLAN.replace(false), file, told).file());
    assertEquals(List.of(), told.notes().stream().filter(TrainModelTest::isOfReplacing).toList());
    byte[] first = Files.readAllBytes(file);
    for (int number = 2; number < 4; number++) {
      TrainModel.Outcome outcome = trained(PLAN.replace(false), file, told);
      Path free = folder.resolve("cells " + number + ".zip");
      assertEquals(free, outcome.file());
      assertEquals("Cells " + number, outcome.name());
      assertEquals("Cells " + number, describe(free).name());
    }
    assertArrayEquals(first, Files.readAllBytes(file));
    String note = told.notes().stream().filter(TrainModelTest::isOfReplacing).findFirst().get();
    assertTrue(
        note.matches(
            "The model 'cells' that is there stays, for on the images that were held back it reaches"
                + " V_rand x Dice (0\\.\\d+), the new one V_rand x Dice \\1; the new one is 'cells"
                + " 2'\\."),
        note);
    assertEquals(file, trained(PLAN, file, told).file());

    Path other = Files.writeString(folder.resolve("other.zip"), "a biologist's own archive");
    assertEquals(folder.resolve("other 2.zip"), trained(PLAN.replace(false), other, told).file());
    assertEquals("a biologist's own archive", Files.readString(other));
  }

  /** What is on disk is what would be in memory: the network learns the same of it. */
  @Test
  void whatMemoryDoesNotHoldIsOnDisk() throws IOException {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    List<byte[]> weights = new ArrayList<>();
    for (long limit : new long[] {Long.MAX_VALUE, 300, 0}) {
      Path file = folder.resolve(limit + ".zip");
      try (TrainModel job =
          new TrainModel(PLAN.iterations(3), new ModelLibrary(folder), new Storage(disk, limit))) {
        job.add(image("a", 1, 1, 1), labels(3, false));
        job.run(file, SILENT);
      }
      try (PackageReader reader = new ModelLibrary(folder).read(file.toString())) {
        weights.add(reader.weights());
      }
    }
    assertArrayEquals(weights.get(0), weights.get(1));
    assertArrayEquals(weights.get(0), weights.get(2));
    try (var files = Files.list(disk)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void ofADiscardedTrainingNothingIsLeft() throws IOException {
    TrainModel job = job(PLAN);
    job.add(image("a", 1), annotation(1));
    TrainingListener discarding =
        new TrainingListener() {
          @Override
          public void report(String status, double fraction) {}

          @Override
          public void note(String sentence) {}

          @Override
          public boolean isCanceled() {
            return false;
          }

          @Override
          public boolean isDiscarded() {
            return true;
          }
        };
    Path file = folder.resolve("cells.zip");
    Path before = Files.writeString(folder.resolve("cells.zip.training"), "interrupted");
    assertThrows(CancellationException.class, () -> job.run(file, discarding));
    assertFalse(Files.exists(file));
    assertFalse(Files.exists(before));
  }

  @Test
  void aModelIsReplacedByABetterOne() throws IOException {
    Path file = folder.resolve("cells.zip");
    ToldProgress told = new ToldProgress();
    trained(PLAN, file, told);
    try (PackageReader reader = new ModelLibrary(folder).read(file.toString())) {
      ModelDescription blind = reader.description();
      ModelLibrary.save(
          file,
          blind.with(blind.decoding().foreground(1)),
          reader.weights(),
          SmallModels.image(1, WIDTH, HEIGHT, 1));
    }
    TrainModel.Outcome outcome = trained(PLAN.replace(false), file, told);
    assertEquals(file, outcome.file());
    assertEquals("Cells", describe(file).name());
    assertTrue(describe(file).decoding().foreground() < 1);
    String note = told.notes().stream().filter(TrainModelTest::isOfReplacing).findFirst().get();
    assertTrue(note.startsWith("The model 'cells' is replaced: on the images that"), note);
  }

  /** One more object changes the median size a little. */
  @Test
  void aModelIsComparedWithThatOfAnObjectLess() throws IOException {
    Path file = folder.resolve("cells.zip");
    ToldProgress told = new ToldProgress();
    for (int objects = 2; objects < 4; objects++) {
      int[] labels = new int[40 * 40];
      for (int object = 1; object <= objects; object++)
        for (int i = 0; i < 9 * (8 + object); i++)
          labels[(10 * object - 6 + i / 9) % 38 * 40 + 12 * object - 8 + i % 9] = object;
      ArraySource annotation = ArraySource.annotation("labels", 40, 40, labels);
      TrainModel job = job(PLAN.replace(false));
      job.add(ArraySource.of("a", List.of(SmallModels.image(1, 40, 40, 1))), annotation);
      job.run(file, TrainingListener.of(told));
    }
    String note = told.notes().stream().filter(TrainModelTest::isOfReplacing).findFirst().get();
    assertTrue(note.contains("mean AP"), note);
  }

  private static boolean isOfReplacing(String note) {
    return note.startsWith("The model 'cells'");
  }

  private TrainModel.Outcome trained(TrainingPlan plan, Path file, ToldProgress told)
      throws IOException {
    TrainModel job = job(plan);
    job.add(image("a", 1), annotation(1));
    job.add(image("b", 1), annotation(1));
    return job.run(file, TrainingListener.of(told));
  }

  /** A label image means separate objects, a mask regions, unless the plan says otherwise. */
  @Test
  void whatIsLearnedFollowsTheAnnotation() throws IOException {
    assertLearned(false, false, PLAN, annotation(1));
    assertLearned(true, false, PLAN, labels(1, false));
    assertLearned(true, true, PLAN, labels(2, true));
    assertLearned(true, false, PLAN, labels(2, false));
    assertLearned(true, false, PLAN.objects(SEPARATE), annotation(1));
    assertLearned(true, false, PLAN.objects(SEPARATE), labels(2, true));
    assertLearned(true, true, PLAN.objects(VOLUMES), labels(2, false));
    assertLearned(false, false, PLAN.objects(REGIONS), labels(2, true));
    assertLearned(false, false, PLAN.classes(3), labels(1, false));
    assertLearned(true, false, PLAN.classes(3).objects(SEPARATE), labels(1, false));
  }

  private void assertLearned(
      boolean separate, boolean throughSlices, TrainingPlan plan, ArraySource annotation)
      throws IOException {
    TrainModel job = job(plan);
    int[] channels = new int[annotation.items()];
    Arrays.fill(channels, 1);
    job.add(image("a", channels).volumes(annotation.items(), 1), annotation);
    Path file = folder.resolve("learned.zip");
    Decoding decoding = job.run(file, SILENT).decoding();
    ModelDescription description = describe(file);
    assertEquals(decoding, description.decoding());
    assertEquals(separate, description.architecture().distance());
    assertEquals(throughSlices, decoding.throughSlices());
  }

  @Test
  void aModelGoesOnWithWhatItHasLearned() throws IOException {
    TrainModel regions = job(PLAN);
    regions.add(image("a", 1), annotation(1));
    Path file = folder.resolve("regions.zip");
    regions.run(file, SILENT);
    TrainModel same = job(PLAN.from(file.toString()));
    same.add(image("a", 1), labels(1, false));
    assertFalse(same.run(folder.resolve("same.zip"), SILENT).decoding().throughSlices());
    assertFalse(describe(folder.resolve("same.zip")).architecture().distance());
    TrainModel other = job(PLAN.from(file.toString()).objects(SEPARATE));
    other.add(image("a", 1), labels(1, false));
    ToldProgress told = new ToldProgress();
    other.run(folder.resolve("other.zip"), TrainingListener.of(told));
    assertTrue(
        told.notes().contains("The model 'Cells' has learned regions: its last layer begins anew."),
        told.notes()::toString);
    assertEquals(
        new Architecture(2, 1, 1, true, 2, 1),
        describe(folder.resolve("other.zip")).architecture());
  }

  /** Large objects are seen smaller; images whose objects differ each by themselves. */
  @Test
  void objectsAreSeenAtASizeThatSuits() {
    assertEquals(new Magnification(0.5, 40, false), magnification(80, 80, 80));
    assertEquals(2, magnification(10, 10, 10).factor(), 0.1);
    assertEquals(1, magnification(25, 35, 45).factor());
    assertEquals(1, magnification(48, 48, 48).factor());
    assertEquals(2, magnification(6, 6, 6).factor());
    Magnification differ = magnification(10, 20, 60);
    assertTrue(differ.measured());
    assertEquals(30, differ.diameter(), 1);
  }

  /** Of images with a square as large as a disk of a diameter. */
  private static Magnification magnification(int... diameters) {
    return magnification(Optional.empty(), diameters);
  }

  private static Magnification magnification(Magnification model, int... diameters) {
    return magnification(Optional.of(model), diameters);
  }

  private static Magnification magnification(Optional<Magnification> model, int... diameters) {
    List<AnnotatedStack> stacks = new ArrayList<>();
    for (int diameter : diameters) {
      int side = (int) Math.round(diameter * Math.sqrt(Math.PI) / 2);
      int width = side + 40;
      int[] labels = new int[width * width];
      for (int y = 10; y < 10 + side; y++)
        for (int x = 10; x < 10 + side; x++) labels[y * width + x] = 1;
      stacks.add(
          new AnnotatedStack(
              ArraySource.of("a", List.of(SmallModels.image(1, width, width, 1))),
              ArraySource.annotation("b", width, width, labels),
              AnnotatedImages.store()));
    }
    Magnification found =
        new Examples(stacks, new Goal(1, true, false), model, Progress.NONE).magnification();
    double rounded = Math.round(found.factor() * 20) / 20.0;
    return new Magnification(rounded, Math.round(found.diameter()), found.measured());
  }

  /** A network that knows objects of some size is shown others at that size. */
  @Test
  void objectsAreSeenAsLargeAsAModelKnowsThem() {
    assertEquals(new Magnification(0.5, 40, false), magnification(known(1, 40), 80, 80));
    assertEquals(known(1, 40), magnification(known(1, 40), 35, 35));
    assertEquals(new Magnification(0.5, 20, false), magnification(known(1, 20), 40, 40));
    assertEquals(new Magnification(2, 20, false), magnification(known(1, 40), 10, 10));
    Magnification measured = new Magnification(1, 30, true);
    assertEquals(measured, magnification(measured, 10, 20, 60));
    assertEquals(new Magnification(0.5, 30, false), magnification(measured, 60, 60));
    assertEquals(Magnification.NONE, magnification(Magnification.NONE, 80, 80));
  }

  private static Magnification known(double factor, double diameter) {
    return new Magnification(factor, diameter, false);
  }

  /** By name and plane; what the model had reached stands beside it. */
  @Test
  void imagesHeldBackAreJudged() throws IOException {
    Path file = folder.resolve("first.zip");
    for (String name : List.of("first", "second")) {
      TrainModel job = job(name.equals("first") ? PLAN : PLAN.from(file.toString()));
      for (int i = 0; i < 10; i++) job.add(image("image " + i, 1), annotation(1));
      List<JudgedImage> judged = job.run(folder.resolve(name + ".zip"), SILENT).judged();
      assertEquals(2, judged.size());
      for (int i = 1; i < judged.size(); i++)
        assertTrue(judged.get(i - 1).reached() <= judged.get(i).reached());
      assertEquals(2, judged.stream().map(JudgedImage::image).distinct().count());
      assertEquals(1, judged.get(0).plane());
      assertEquals(new Rectangle(WIDTH, HEIGHT), judged.get(0).leastSure());
      assertEquals(name.equals("second"), judged.get(0).before().isPresent());
    }
  }

  /** An eighth of the median object. */
  @Test
  void theObjectsSetTheMinimum() throws IOException {
    TrainModel job = job(PLAN);
    job.add(image("a", 1), labels(1, false));
    // Of 9 pixels, which the network sees at twice the size: 36.
    assertEquals(4, job.run(folder.resolve("x.zip"), SILENT).decoding().minimumSize());
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

  /** Two objects of 9 pixels that touch, in each plane. */
  private static ArraySource labels(int planes, boolean same) {
    int[][] all = new int[planes][WIDTH * HEIGHT];
    for (int i = 0; i < planes; i++)
      for (int y = 3; y < 6; y++)
        for (int x = 2; x < 8; x++) all[i][y * WIDTH + x] = (x < 5 ? 1 : 2) + (same ? 0 : 2 * i);
    return ArraySource.annotation("labels", WIDTH, HEIGHT, all);
  }

  /** An object in each plane. */
  private static ArraySource annotation(int... channels) {
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
