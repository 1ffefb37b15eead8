package sc.fiji.unet.imagej;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.VirtualStack;
import ij.measure.Calibration;
import ij.plugin.FileInfoVirtualStack;
import ij.process.ByteProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.images.Storage;

class SlicesTest {

  private static final int WIDTH = 5;
  private static final int HEIGHT = 4;
  private static final Interval PLANE = new FinalInterval(WIDTH, HEIGHT);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 200, 300, 40000, 100000})
  void labelsOnDiskAreThoseInMemory(int lastLabel) throws IOException {
    ImagePlus input = input(2, 3, 2);
    Function<Storage, ImagePlus> labels =
        storage -> {
          Random random = new Random(lastLabel);
          LabelImage image = new LabelImage(new Planes(input), ResultImages.Kind.LABELS, storage);
          for (int i = 0; i < 6; i++) image.add(labels(random, lastLabel * (i + 1) / 6));
          return image.toImagePlus();
        };
    ImagePlus disk = labels.apply(onDisk());
    assertTrue(disk.getStack().isVirtual());
    assertSame(labels.apply(inMemory()), disk);
    assertEquals(lastLabel > 65535 ? 32 : 16, disk.getBitDepth());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void probabilitiesOnDiskAreThoseInMemory(int classes) throws IOException {
    ImagePlus input = input(1, 2, 3);
    List<String> names = List.of("nucleus", "border", "other").subList(0, classes);
    Function<Storage, ImagePlus> maps =
        storage -> {
          Random random = new Random(classes);
          ProbabilityImage image = new ProbabilityImage(new Planes(input), PLANE, names, storage);
          for (int i = 0; i < 6; i++) image.write(i, map(random, classes));
          return image.toImagePlus();
        };
    assertSame(maps.apply(inMemory()), maps.apply(onDisk()));
  }

  @Test
  void singlePlane() throws IOException {
    ImagePlus input = input(1, 1, 1);
    Function<Storage, ImagePlus> labels =
        storage -> {
          LabelImage image = new LabelImage(new Planes(input), ResultImages.Kind.LABELS, storage);
          image.add(labels(new Random(1), 9));
          return image.toImagePlus();
        };
    assertSame(labels.apply(inMemory()), labels.apply(onDisk()));
  }

  @Test
  void partsInAnyOrderMakeThePlane() throws IOException {
    Planes planes = new Planes(input(1, 2, 1));
    for (Storage storage : List.of(inMemory(), onDisk())) {
      RandomAccessibleInterval<FloatType> map = map(new Random(3), 2);
      ProbabilityImage parts = new ProbabilityImage(planes, PLANE, List.of("a", "b"), storage);
      for (int plane : new int[] {1, 0})
        for (int[] part : new int[][] {{3, 2, 4, 3}, {0, 0, 4, 0}, {0, 1, 2, 3}, {3, 1, 4, 1}}) {
          assertThrows(IllegalStateException.class, parts::toImagePlus);
          parts.write(
              plane,
              Views.interval(
                  map, FinalInterval.createMinMax(part[0], part[1], 0, part[2], part[3], 1)));
        }
      ProbabilityImage whole = new ProbabilityImage(planes, PLANE, List.of("a", "b"), inMemory());
      whole.write(0, map);
      whole.write(1, map);
      assertSame(whole.toImagePlus(), parts.toImagePlus());
    }
  }

  @Test
  void manyRowsAreWrittenInStrips() {
    int height = 1 << 10;
    int width = 1 << 10;
    int[] labels = new Random(5).ints(width * height, 0, 50).toArray();
    ImagePlus input = new ImagePlus("input", new ByteProcessor(width, height));
    LabelImage image = new LabelImage(new Planes(input), ResultImages.Kind.LABELS, onDisk());
    image.add(ArrayImgs.ints(labels, width, height));
    short[] pixels = (short[]) image.toImagePlus().getProcessor().getPixels();
    for (int i = 0; i < labels.length; i++) assertEquals(labels[i], pixels[i]);
  }

  @Test
  @EnabledOnOs(OS.LINUX) // where a file takes no room for what is not written
  void offsetsAbove4GigabytesAreRight() throws IOException {
    assumeTrue(Files.getFileStore(folder).getUsableSpace() > 6L << 30);
    int slices = 1100;
    ImagePlus input = new ImagePlus("huge", new VirtualStack(2048, 1024, slices));
    Function<ImageStack, ImagePlus> form = stack -> new ImagePlus("huge", stack);
    try (Slices huge = Slices.of(onDisk(), new Planes(input), new String[slices], 16, form)) {
      Interval corner = FinalInterval.createMinSize(2047, 1023, 1, 1);
      for (int slice : new int[] {slices - 1, 1030, 0})
        huge.write(slice, corner, new short[] {(short) (slice + 1)});
      ImagePlus image = huge.toImagePlus();
      Path file = files().get(0);
      assertTrue(Files.size(file) > 1L << 32);
      ImagePlus reopened = FileInfoVirtualStack.openVirtual(file.toString());
      assertEquals(slices, reopened.getStackSize());
      for (int slice : new int[] {slices - 1, 1030, 0})
        for (ImagePlus opened : List.of(image, reopened))
          assertEquals(slice + 1, opened.getStack().getProcessor(slice + 1).get(2047, 1023));
      assertEquals(0, image.getStack().getProcessor(1030).get(2047, 1023));
    }
  }

  @Test
  void limitDecides() {
    Planes planes = new Planes(input(1, 2, 1));
    long bytes = 2L * WIDTH * HEIGHT * 2;
    for (long limit : new long[] {bytes - 1, bytes}) {
      LabelImage image =
          new LabelImage(planes, ResultImages.Kind.LABELS, new Storage(folder, limit));
      image.add(labels(new Random(1), 9));
      image.add(labels(new Random(1), 9));
      assertEquals(limit < bytes, image.toImagePlus().getStack().isVirtual());
    }
  }

  @Test
  void anUnfinishedFileIsNamedSoAndLeavesNothing() throws IOException {
    LabelImage image =
        new LabelImage(new Planes(input(1, 2, 1)), ResultImages.Kind.LABELS, onDisk());
    image.add(labels(new Random(1), 9));
    assertTrue(files().get(0).getFileName().toString().contains("-part of cells.tif labels "));
    image.add(labels(new Random(1), 100000));
    assertEquals(1, files().size(), "the 16-bit one is gone");
    image.close();
    assertEquals(List.of(), files());
  }

  @Test
  void theFileGoesWithTheLastImageOfIt() throws Exception {
    opened().close();
    assertEquals(1, files().size(), "an image of it is open, or may be");
    for (int i = 0; i < 100 && !files().isEmpty(); i++) {
      System.gc();
      Thread.sleep(50);
    }
    assertEquals(List.of(), files());
  }

  @Test
  void theFileGoesAtOnceWhereItIsDeleted() throws IOException {
    LabelImage labels = opened();
    assertEquals(1, files().size());
    labels.delete();
    assertEquals(List.of(), files());
  }

  @Test
  void outputFolderGetsTheFile() throws IOException {
    Path output = folder.resolve("output");
    LabelImage labels = opened();
    new OutputFolder(output, input(1, 1, 1)).labels(labels.toImagePlus());
    ImagePlus saved = IJ.openImage(output.resolve("cells labels.tif").toString());
    assertPixels(labels.toImagePlus(), saved);
  }

  private LabelImage opened() {
    LabelImage image =
        new LabelImage(new Planes(input(1, 1, 1)), ResultImages.Kind.LABELS, onDisk());
    image.add(labels(new Random(1), 9));
    image.toImagePlus();
    return image;
  }

  private Storage onDisk() {
    return new Storage(folder, 0);
  }

  private Storage inMemory() {
    return new Storage(folder, Long.MAX_VALUE);
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  /** Everything that an image and its file can tell is the same. */
  private void assertSame(ImagePlus memory, ImagePlus disk) throws IOException {
    assertEquals(memory.getTitle(), disk.getTitle());
    assertLooksSame(memory, disk);
    assertPixels(memory, disk);
    if (!disk.getStack().isVirtual()) return;
    String path = disk.getOriginalFileInfo().getFilePath();
    assertTrue(Files.exists(Path.of(path)), path);
    assertLooksSame(memory, IJ.openImage(path));
    assertPixels(memory, IJ.openImage(path));
    assertPixels(memory, FileInfoVirtualStack.openVirtual(path));
  }

  private static void assertLooksSame(ImagePlus expected, ImagePlus actual) {
    assertArrayEquals(expected.getDimensions(), actual.getDimensions());
    assertEquals(expected.getOpenAsHyperStack(), actual.getOpenAsHyperStack());
    assertEquals(expected.getBitDepth(), actual.getBitDepth());
    Calibration scale = actual.getCalibration();
    assertEquals(expected.getCalibration().pixelWidth, scale.pixelWidth, 1e-9);
    assertEquals(expected.getCalibration().getUnit(), scale.getUnit());
    assertEquals(expected.getCalibration().frameInterval, scale.frameInterval);
    assertFalse(scale.calibrated());
    for (int slice : new int[] {expected.getStackSize(), 1}) {
      expected.setSlice(slice);
      actual.setSlice(slice);
      assertEquals(expected.getDisplayRangeMin(), actual.getDisplayRangeMin());
      assertEquals(expected.getDisplayRangeMax(), actual.getDisplayRangeMax());
      assertArrayEquals(
          expected.getProcessor().getLut().getBytes(), actual.getProcessor().getLut().getBytes());
    }
  }

  private static void assertPixels(ImagePlus expected, ImagePlus actual) {
    for (int slice = 1; slice <= expected.getStackSize(); slice++) {
      Object pixels = expected.getStack().getPixels(slice);
      if (pixels instanceof short[] shorts)
        assertArrayEquals(shorts, (short[]) actual.getStack().getPixels(slice));
      else
        assertArrayEquals(
            assertInstanceOf(float[].class, pixels), (float[]) actual.getStack().getPixels(slice));
      assertEquals(
          expected.getStack().getSliceLabel(slice), actual.getStack().getSliceLabel(slice));
    }
  }

  private static ImagePlus input(int channels, int slices, int frames) {
    ImageStack stack = new ImageStack(WIDTH, HEIGHT);
    for (int i = 1; i <= channels * slices * frames; i++)
      stack.addSlice(i % 3 == 0 ? null : "n" + i, new byte[WIDTH * HEIGHT]);
    ImagePlus input = new ImagePlus("cells.tif", stack);
    input.setDimensions(channels, slices, frames);
    input.getCalibration().setUnit("µm");
    input.getCalibration().pixelWidth = 0.25;
    input.getCalibration().pixelHeight = 0.25;
    input.getCalibration().pixelDepth = 2;
    input.getCalibration().frameInterval = 30;
    return input;
  }

  private static RandomAccessibleInterval<IntType> labels(Random random, int last) {
    return ArrayImgs.ints(random.ints(WIDTH * HEIGHT, 0, last + 1).toArray(), WIDTH, HEIGHT);
  }

  private static RandomAccessibleInterval<FloatType> map(Random random, int classes) {
    float[] map = new float[WIDTH * HEIGHT * classes];
    for (int i = 0; i < map.length; i++) map[i] = random.nextFloat();
    return ArrayImgs.floats(map, WIDTH, HEIGHT, classes);
  }
}
