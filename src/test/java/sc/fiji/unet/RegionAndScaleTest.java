package sc.fiji.unet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.OvalRoi;
import ij.gui.Roi;
import ij.process.ImageProcessor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.imagej.ImagePlusSource;
import sc.fiji.unet.imagej.Segmentation;
import sc.fiji.unet.images.Channels;
import sc.fiji.unet.images.Resampling;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.Decoding;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.PixelSize;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.ToldProgress;
import sc.fiji.unet.progress.UserException;

/** Selections, and images of another pixel size than the model's. */
class RegionAndScaleTest {

  private static final int WIDTH = 60;
  private static final int HEIGHT = 44;

  @TempDir static Path folder;

  private static String model;
  private static String distanceModel;

  /**
   * Two classes, of which the first is the background; or a distance, which keeps no cells apart.
   */
  @BeforeAll
  static void writeModels() throws IOException {
    model = write(new Architecture(1, 2, 2, 1), List.of("background", "cells"));
    distanceModel = write(new Architecture(2, 1, 1, true, 2, 1), List.of("cells"));
  }

  /** At 0.5 µm a pixel. */
  private static String write(Architecture architecture, List<String> classes) throws IOException {
    ModelDescription description =
        new ModelDescription("Sized", architecture, 0, classes, Map.of())
            .with(Optional.of(new PixelSize(0.5, 0.5)))
            .with(new Decoding(0.5, 0, 0, 0, false));
    Path file = folder.resolve(classes.size() + " classes.zip");
    ModelLibrary.save(
        file, description, SmallModels.weights(architecture, 3), SmallModels.image(1, 32, 32, 1));
    return file.toString();
  }

  /** Three slices in two frames. */
  private static ImagePlus image(double pixelSize, String unit) {
    ImagePlus image = IJ.createImage("image", "8-bit", WIDTH, HEIGHT, 1, 3, 2);
    Random random = new Random(4);
    for (int i = 1; i <= 6; i++) {
      byte[] pixels = (byte[]) image.getStack().getPixels(i);
      random.nextBytes(pixels);
      image.getStack().getProcessor(i).smooth();
    }
    image.getCalibration().pixelWidth = image.getCalibration().pixelHeight = pixelSize;
    image.getCalibration().setUnit(unit);
    return image;
  }

  private static Segmentation segment(ImagePlus image) throws IOException {
    return segment(image, model);
  }

  private static Segmentation segment(ImagePlus image, String with) throws IOException {
    try (UNetModel opened = UNetModel.open(with)) {
      return opened.segment(image, opened.defaults().minimumSize(0), Progress.NONE);
    }
  }

  @Test
  void rectangleIsTheSameAsThatPartOfTheWhole() throws IOException {
    ImagePlus image = image(0.5, "um");
    Segmentation whole = segment(image);
    image.setRoi(new Roi(11, 5, 30, 21));
    assertSameInside(whole, segment(image), image.getRoi());
  }

  @Test
  void ovalThatReachesOutOfTheImage() throws IOException {
    ImagePlus image = image(0.5, "um");
    Segmentation whole = segment(image);
    image.setRoi(new OvalRoi(35, -8, 40, 30));
    assertSameInside(whole, segment(image), image.getRoi());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void rectangleInAnImageOfAnotherPixelSize(boolean distance) throws IOException {
    String with = distance ? distanceModel : model;
    ImagePlus image = image(0.3, "um");
    Segmentation whole = segment(image, with);
    image.setRoi(new Roi(11, 5, 30, 21));
    assertSameInside(whole, segment(image, with), image.getRoi());
  }

  private static void assertSameInside(Segmentation whole, Segmentation part, Roi roi) {
    assertTrue(part.objects() > 6, part.objects() + " objects");
    for (int plane = 1; plane <= 6; plane++) {
      ImageProcessor all = whole.labels().getStack().getProcessor(plane);
      ImageProcessor some = part.labels().getStack().getProcessor(plane);
      ImageProcessor map = whole.probabilities().getStack().getProcessor(2 * plane);
      ImageProcessor partMap = part.probabilities().getStack().getProcessor(2 * plane);
      for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
          boolean inside = roi.contains(x, y);
          assertEquals(inside && all.get(x, y) > 0, some.get(x, y) > 0, x + ", " + y);
          if (inside) assertEquals(map.getf(x, y), partMap.getf(x, y), 1e-5);
        }
    }
    for (Roi object : part.rois()) {
      int slice = object.getZPosition();
      int frame = object.getTPosition();
      ImageProcessor labels =
          part.labels().getStack().getProcessor(part.labels().getStackIndex(1, slice, frame));
      int label = labels.get(object.iterator().next().x, object.iterator().next().y);
      assertTrue(label > 0);
      object.forEach(point -> assertEquals(label, labels.get(point.x, point.y)));
    }
    assertEquals(part.objects(), part.rois().size());
  }

  @Test
  void lineIsNoRestriction() throws IOException {
    ImagePlus image = image(0.5, "um");
    int objects = segment(image).objects();
    image.setRoi(new ij.gui.Line(3, 3, 20, 20));
    assertEquals(objects, segment(image).objects());
  }

  @Test
  void selectionOutsideIsAnError() {
    ImagePlus image = image(0.5, "um");
    image.setRoi(new Roi(11, 5, 30, 21));
    image.getRoi().setLocation(200, 200);
    assertThrows(UserException.class, () -> segment(image));
  }

  /** The same as to resample, predict, and resample back. */
  @ParameterizedTest
  @CsvSource({"0.25, um", "250, nm", "0.8, micron", "0.001, mm"})
  void imageOfAnotherPixelSize(double pixelSize, String unit) throws IOException {
    ImagePlus image = image(pixelSize, unit);
    Segmentation found = segment(image);
    double scale = pixelSize * (unit.equals("nm") ? 1e-3 : unit.equals("mm") ? 1e3 : 1) / 0.5;
    long width = Math.round(WIDTH * scale);
    long height = Math.round(HEIGHT * scale);
    assertEquals(WIDTH, found.labels().getWidth());
    assertEquals(HEIGHT, found.labels().getHeight());
    try (UNetModel opened = UNetModel.open(model)) {
      for (int plane = 0; plane < 6; plane++) {
        RandomAccessibleInterval<FloatType> shown =
            Resampling.of(
                Channels.apart(ImagePlusSource.all(image, 0).item(plane)).get(0), width, height);
        RandomAccessibleInterval<FloatType> map =
            Resampling.of(
                opened.probabilities(Views.addDimension(shown, 0, 0), 0, Progress.NONE),
                WIDTH,
                HEIGHT);
        for (int c = 0; c < 2; c++) {
          float[] kept = (float[]) found.probabilities().getStack().getPixels(2 * plane + c + 1);
          int i = 0;
          for (FloatType pixel : Views.flatIterable(Views.hyperSlice(map, 2, c)))
            assertEquals(pixel.get(), kept[i++], 1e-5);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 0.5",
    "1, 1, 0.1",
    "1, 1, 1.9",
    "1, 50, 0.1",
    "1, 50, 1.9",
    "50, 1, 0.1",
    "50, 1, 1.9"
  })
  void imageOfOnePixelOrOneRow(int width, int height, double pixelSize) throws IOException {
    ImagePlus image = IJ.createImage("thin", "16-bit ramp", width, height, 1);
    image.getCalibration().pixelWidth = image.getCalibration().pixelHeight = pixelSize;
    image.getCalibration().setUnit("um");
    Segmentation found = segment(image);
    assertEquals(width, found.labels().getWidth());
    assertEquals(height, found.labels().getHeight());
    ImageStack maps = found.probabilities().getStack();
    for (int y = 0; y < height; y++)
      for (int x = 0; x < width; x++)
        assertEquals(1, maps.getVoxel(x, y, 0) + maps.getVoxel(x, y, 1), 1e-5);
  }

  @ParameterizedTest
  @CsvSource({"0.001, pixel, 1", "3, inch, 1", "0.51, um, 0"})
  void imageOfUnknownPixelSizeIsLeftAsItIs(double pixelSize, String unit, int notes)
      throws IOException {
    ToldProgress progress = new ToldProgress();
    ImagePlus image = image(pixelSize, unit);
    try (UNetModel opened = UNetModel.open(model)) {
      Segmentation found = opened.segment(image, opened.defaults().minimumSize(0), progress);
      float[] pixels = new float[WIDTH * HEIGHT];
      for (int i = 0; i < pixels.length; i++) pixels[i] = image.getStack().getProcessor(1).get(i);
      RandomAccessibleInterval<FloatType> map =
          opened.probabilities(ArrayImgs.floats(pixels, WIDTH, HEIGHT, 1), 0, Progress.NONE);
      float[] kept = (float[]) found.probabilities().getStack().getPixels(1);
      assertEquals(map.getAt(7, 9, 0).get(), kept[7 + 9 * WIDTH], 1e-5);
      assertEquals(notes, progress.notes().size());
    }
  }
}
