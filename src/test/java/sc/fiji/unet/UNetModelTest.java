package sc.fiji.unet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.unet.jobs.TrainingPlan.Aim.SEPARATE;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.VirtualStack;
import ij.gui.Roi;
import ij.measure.ResultsTable;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import java.awt.Point;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.unet.imagej.Segmentation;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.ToldProgress;
import sc.fiji.unet.progress.UserException;

class UNetModelTest {

  @TempDir static Path folder;

  private static String trained;

  private static ImagePlus cells;

  /** Learns bright squares from a stack of three slices. */
  @BeforeAll
  static void train() throws IOException {
    ImagePlus image = IJ.createImage("cells", "16-bit", 64, 32, 3);
    ImagePlus truth = IJ.createImage("truth", "8-bit", 64, 32, 3);
    Random random = new Random(1);
    for (int slice = 1; slice <= 3; slice++) {
      ImageProcessor pixels = image.getStack().getProcessor(slice);
      for (int i = 0; i < pixels.getPixelCount(); i++) pixels.set(i, 100 + random.nextInt(20));
      for (int label = 1; label <= slice; label++) {
        Roi square = new Roi(20 * label - 17, 4 + 5 * slice, 9, 8);
        for (Point point : square) {
          pixels.set(point.x, point.y, pixels.get(point.x, point.y) + 100);
          truth.getStack().getProcessor(slice).set(point.x, point.y, label);
        }
      }
    }
    cells = image;
    Path file = folder.resolve("cells.zip");
    UNetModel.train("Cells")
        .with(plan -> plan.network(4, 1).iterations(100).objects(SEPARATE))
        .add(image, truth)
        .run(file, Progress.NONE)
        .close();
    trained = file.toString();
  }

  @Test
  void modelTellsOfItsTraining() throws IOException {
    try (UNetModel model = UNetModel.open(trained)) {
      assertEquals("Cells", model.description().name());
      assertEquals(List.of("objects"), model.description().classNames());
      assertEquals(100, model.description().training().get("iterations"));
      assertEquals(3, model.description().training().get("planes"));
      assertEquals(2, model.description().training().get("training_planes"));
    }
  }

  @Test
  void segmentsAStack() throws IOException {
    Segmentation found;
    try (UNetModel model = UNetModel.open(trained)) {
      found = model.segment(cells, model.defaults().threshold(0.6).minimumSize(5), Progress.NONE);
    }
    int objects = found.objects();
    assertTrue(objects >= 3, objects + " objects"); // whatever so short a training finds
    ImagePlus labels = found.labels();
    assertEquals("cells labels", labels.getTitle());
    assertEquals(
        List.of(64, 32, 3), List.of(labels.getWidth(), labels.getHeight(), labels.getNSlices()));
    TreeSet<Integer> values = new TreeSet<>();
    for (int slice = 1; slice <= 3; slice++) {
      ImageProcessor plane = labels.getStack().getProcessor(slice);
      for (int i = 0; i < plane.getPixelCount(); i++) values.add(plane.get(i));
    }
    assertEquals(IntStream.rangeClosed(0, objects).boxed().toList(), List.copyOf(values));

    List<Roi> rois = found.rois();
    assertEquals(objects, rois.size());
    assertEquals(Set.of(1, 2, 3), rois.stream().map(Roi::getPosition).collect(Collectors.toSet()));
    for (int i = 0; i < objects; i++) {
      ImageProcessor plane = labels.getStack().getProcessor(rois.get(i).getPosition());
      for (Point point : rois.get(i)) assertEquals(i + 1, plane.get(point.x, point.y));
    }
    ImagePlus map = found.probabilities();
    assertEquals("cells probabilities", map.getTitle());
    assertEquals(List.of(2, 3), List.of(map.getNChannels(), map.getNSlices())); // and distances
    ResultsTable table = new ResultsTable();
    found.measure(table);
    assertEquals(objects, table.size());
  }

  @Test
  void aSelectionOutsideCanBeIgnoredToo() throws IOException {
    ImagePlus image = cells.duplicate();
    image.setRoi(500, 500, 5, 5);
    try (UNetModel model = UNetModel.open(trained)) {
      assertThrows(UserException.class, () -> model.segment(image, model.defaults()));
      model.segment(image, model.defaults().wholeImage(true));
    }
  }

  /** What another command has is not taken from it. */
  @Test
  void anImageInUseIsRefusedAndStaysSo() throws IOException {
    ImagePlus image = cells.duplicate();
    try (UNetModel model = UNetModel.open(trained)) {
      model.segment(image, model.defaults());
      assertFalse(image.isLocked());
      image.lock();
      Exception error =
          assertThrows(UserException.class, () -> model.segment(image, model.defaults()));
      assertTrue(error.getMessage().endsWith("is in use by another command; wait for its end."));
      assertTrue(image.isLocked());
    }
  }

  @Test
  void aSelectionIsSaidAndCanBeIgnored() throws IOException {
    ImagePlus image = cells.duplicate();
    image.setRoi(0, 0, 1, 1);
    ToldProgress told = new ToldProgress();
    try (UNetModel model = UNetModel.open(trained)) {
      model.segment(image, model.defaults(), told);
      assertTrue(
          told.notes()
              .contains(
                  "Only the selection of '"
                      + image.getTitle()
                      + "' is segmented (1 x 1 pixels from x 0, y 0)."),
          told.notes()::toString);
      assertEquals(
          model.segment(cells, model.defaults()).objects(),
          model.segment(image, model.defaults().wholeImage(true)).objects());
    }
  }

  @Test
  void cancelEndsASegmentation() throws IOException {
    Progress canceled = new ToldProgress(() -> true);
    try (UNetModel model = UNetModel.open(trained)) {
      assertThrows(
          CancellationException.class, () -> model.segment(cells, model.defaults(), canceled));
      assertThrows(
          CancellationException.class,
          () -> model.probabilities(SmallModels.image(1, 5, 5, 1), 0, canceled));
    }
  }

  /** The work waits for the image's disk; the caller waits for neither, and may close the model. */
  @Test
  @Timeout(20)
  void canceledWorkEndsByItself() throws Exception {
    CompletableFuture<Thread> reading = new CompletableFuture<>();
    CountDownLatch disk = new CountDownLatch(1);
    VirtualStack slow =
        new VirtualStack(64, 32, null, null) {
          @Override
          public ImageProcessor getProcessor(int slice) {
            return new ByteProcessor(64, 32);
          }

          @Override
          public Object getPixels(int slice) {
            reading.complete(Thread.currentThread());
            try {
              disk.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            return new byte[64 * 32];
          }

          @Override
          public String getSliceLabel(int slice) {
            return null;
          }

          @Override
          public int getSize() {
            return 2;
          }
        };
    slow.setBitDepth(8);
    ImagePlus image = new ImagePlus("slow", slow);
    ToldProgress canceledWhileReading = new ToldProgress(reading::isDone);
    try (UNetModel model = UNetModel.open(trained)) {
      assertThrows(
          CancellationException.class,
          () -> model.segment(image, model.defaults(), canceledWhileReading));
    }
    assertTrue(image.isLocked(), "it is still read");
    disk.countDown();
    reading.get().join();
    assertFalse(image.isLocked());
    assertEquals(List.of(), canceledWhileReading.reports());
  }

  @Test
  void averagesRgbForAModelOfOneChannel() throws IOException {
    int[] rgb = new int[6 * 4];
    float[] grey = new float[rgb.length];
    Random random = new Random(2);
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = random.nextInt(1 << 24);
      grey[i] = ((rgb[i] >> 16 & 255) + (rgb[i] >> 8 & 255) + (rgb[i] & 255)) / 3f;
    }
    ImagePlus color = new ImagePlus("color", new ColorProcessor(6, 4, rgb));
    ImagePlus mean = new ImagePlus("grey", new FloatProcessor(6, 4, grey));
    try (UNetModel model = UNetModel.open(trained)) {
      ImageProcessor expected = map(model, mean);
      ImageProcessor actual = map(model, color);
      for (int i = 0; i < rgb.length; i++) assertEquals(expected.getf(i), actual.getf(i), 1e-5);
    }
  }

  @Test
  void threeChannelsAreNoColors() throws IOException {
    ImagePlus channels = IJ.createHyperStack("x", 8, 8, 3, 1, 1, 8);
    try (UNetModel model = UNetModel.open(trained)) {
      Exception error = assertThrows(UserException.class, () -> map(model, channels));
      assertTrue(error.getMessage().contains("3 channels"));
    }
  }

  /** Each slice is seen with its neighbours; at the ends it is its own neighbour, in each frame. */
  @Test
  void contextAtTheEndsOfAStack() throws IOException {
    Path file = folder.resolve("context.zip");
    Architecture architecture = new Architecture(6, 1, 2, 1);
    ModelLibrary.save(
        file,
        new ModelDescription("Context", architecture, 1, List.of("objects"), Map.of()),
        SmallModels.weights(architecture, 5),
        SmallModels.image(1, 16, 12, 6));
    ImagePlus image = IJ.createHyperStack("x", 16, 12, 2, 3, 2, 32);
    Random random = new Random(3);
    for (int i = 1; i <= image.getStackSize(); i++) {
      float[] pixels = (float[]) image.getStack().getPixels(i);
      for (int p = 0; p < pixels.length; p++) pixels[p] = random.nextFloat();
    }
    int[][] seen = {{0, 0, 1}, {0, 1, 2}, {1, 2, 2}, {3, 3, 4}, {3, 4, 5}, {4, 5, 5}};
    try (UNetModel model = UNetModel.open(file.toString())) {
      assertEquals(2, model.description().inputChannels());
      ImageStack maps =
          model.segment(image, model.defaults(), Progress.NONE).probabilities().getStack();
      for (int plane = 0; plane < 6; plane++) {
        List<Img<FloatType>> channels = new ArrayList<>();
        for (int neighbour : seen[plane])
          for (int c = 1; c <= 2; c++)
            channels.add(
                ArrayImgs.floats((float[]) image.getStack().getPixels(2 * neighbour + c), 16, 12));
        int i = 0;
        for (FloatType expected :
            Views.flatIterable(model.probabilities(Views.stack(channels), 0, Progress.NONE)))
          assertEquals(expected.get(), maps.getProcessor(plane + 1).getf(i++), 1e-6);
      }
      ImagePlus single = IJ.createImage("x", 16, 12, 2, 8);
      Exception error = assertThrows(UserException.class, () -> map(model, single));
      assertEquals("The image 'x' has 1 channel, the model 'Context' takes 2.", error.getMessage());
    }
  }

  /** The first of several classes is the background; the others together are the objects. */
  @Test
  void severalClasses() throws IOException {
    Path file = folder.resolve("classes.zip");
    Architecture architecture = new Architecture(2, 3, 2, 1);
    ModelLibrary.save(
        file,
        SmallModels.description(architecture),
        SmallModels.weights(architecture, 5),
        SmallModels.image(1, 16, 12, 2));
    ImageStack stack = new ImageStack(16, 12);
    Random random = new Random(3);
    for (int c = 0; c < 2; c++) {
      FloatProcessor pixels = new FloatProcessor(16, 12);
      for (int i = 0; i < 16 * 12; i++) pixels.setf(i, random.nextFloat());
      stack.addSlice(pixels);
    }
    ImagePlus image = new ImagePlus("x", stack);
    image.setDimensions(2, 1, 1);
    try (UNetModel model = UNetModel.open(file.toString())) {
      Segmentation found =
          model.segment(image, model.defaults().threshold(0.6).minimumSize(0), Progress.NONE);
      ImagePlus map = found.probabilities();
      assertEquals(3, map.getNChannels());
      ImageProcessor background = map.getStack().getProcessor(1);
      ImageProcessor labels = found.labels().getProcessor();
      for (int i = 0; i < 16 * 12; i++)
        assertEquals(1 - background.getf(i) >= 0.6f, labels.get(i) > 0);
    }
  }

  /** What the settings did not ask for is not there. */
  @Test
  void leavesOutWhatIsNotWanted() throws IOException {
    try (UNetModel model = UNetModel.open(trained)) {
      Segmentation found =
          model.segment(cells, model.defaults().outlines(false).probabilities(false));
      assertEquals(3, found.labels().getStackSize());
      assertThrows(IllegalStateException.class, found::rois);
      assertThrows(IllegalStateException.class, found::table);
      assertThrows(IllegalStateException.class, found::probabilities);
    }
  }

  @Test
  void eachPlaneNeedsAnAnnotation() {
    UNetTraining training =
        UNetModel.train("Cells").add(cells, IJ.createImage("truth", "8-bit", 64, 32, 2));
    Exception error =
        assertThrows(
            UserException.class, () -> training.run(folder.resolve("x.zip"), Progress.NONE));
    assertEquals(
        "'cells' has 3 planes, its annotation 'truth' has 2; each plane needs one.",
        error.getMessage());
  }

  private static ImageProcessor map(UNetModel model, ImagePlus image) {
    return model.segment(image, model.defaults(), Progress.NONE).probabilities().getProcessor();
  }
}
