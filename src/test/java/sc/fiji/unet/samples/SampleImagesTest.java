package sc.fiji.unet.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.ImageStack;
import ij.io.Opener;
import ij.measure.Calibration;
import ij.process.FloodFiller;
import ij.process.ImageProcessor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SampleImagesTest {

  /** TIFF holds pixels a micron as a fraction in millionths. */
  private static final double TOLERANCE = 1e-6;

  private static final List<ImagePlus> IMAGES = SampleImages.create();

  static List<ImagePlus> images() {
    return IMAGES;
  }

  private static ImagePlus image(String title) {
    return IMAGES.stream().filter(i -> i.getTitle().equals(title)).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("images")
  void committedFileIsWhatTheGeneratorMakes(ImagePlus expected) {
    ImagePlus file = new Opener().openTiff("sample-data", expected.getTitle() + ".tif");
    assertSamePixels(expected, file);
    Calibration calibration = expected.getCalibration();
    assertEquals(calibration.getUnit(), file.getCalibration().getUnit());
    assertEquals(calibration.pixelWidth, file.getCalibration().pixelWidth, TOLERANCE);
    assertEquals(calibration.pixelHeight, file.getCalibration().pixelHeight, TOLERANCE);
    assertEquals(calibration.pixelDepth, file.getCalibration().pixelDepth, TOLERANCE);
  }

  @Test
  void sameSeedGivesTheSamePixelsAndAnotherSeedOthers() {
    Sample first = Nuclei.create(5);
    Sample again = Nuclei.create(5);
    assertSamePixels(first.image(), again.image());
    assertSamePixels(first.truth(), again.truth());
    assertFalse(
        Arrays.equals(
            (byte[]) first.image().getProcessor().getPixels(),
            (byte[]) Nuclei.create(6).image().getProcessor().getPixels()));
  }

  @Test
  void membranesAreDarkerThanTheInsideOfCells() {
    ImageStack image = image("em-membranes").getStack();
    ImageStack truth = image("em-membranes-truth").getStack();
    assertEquals(5, image.size());
    for (int z = 1; z <= image.size(); z++) {
      ImageProcessor mask = truth.getProcessor(z);
      int[] histogram = mask.getHistogram();
      assertEquals(mask.getPixelCount(), histogram[0] + histogram[255]);
      double share = (double) histogram[0] / mask.getPixelCount();
      assertTrue(share > 0.15 && share < 0.3, "share of membrane: " + share);
      assertTrue(
          mean(image.getProcessor(z), mask, 255) > mean(image.getProcessor(z), mask, 0) + 40);
    }
  }

  @Test
  void eachInstanceIsOneConnectedPieceAndLabelsHaveNoGaps() {
    for (String title : List.of("phase-cells-truth", "nuclei-truth")) {
      ImageProcessor labels = image(title).getProcessor().duplicate();
      int max = (int) labels.getMax();
      assertTrue(max >= 20, title + " has only " + max + " objects");
      FloodFiller filler = new FloodFiller(labels);
      labels.setValue(0);
      Set<Integer> seen = new HashSet<>();
      for (int y = 0; y < labels.getHeight(); y++) {
        for (int x = 0; x < labels.getWidth(); x++) {
          int label = labels.get(x, y);
          if (label > 0) {
            assertTrue(seen.add(label), title + ": label " + label + " is in several pieces");
            filler.fill8(x, y);
          }
        }
      }
      assertEquals(IntStream.rangeClosed(1, max).boxed().toList(), seen.stream().sorted().toList());
    }
  }

  private static double mean(ImageProcessor image, ImageProcessor mask, int value) {
    return IntStream.range(0, image.getPixelCount())
        .filter(i -> mask.get(i) == value)
        .map(image::get)
        .average()
        .orElseThrow();
  }

  private static void assertSamePixels(ImagePlus expected, ImagePlus actual) {
    assertEquals(expected.getBitDepth(), actual.getBitDepth());
    assertEquals(expected.getStackSize(), actual.getStackSize());
    for (int z = 1; z <= expected.getStackSize(); z++) {
      assertArrayEquals(
          expected.getStack().getProcessor(z).getIntArray(),
          actual.getStack().getProcessor(z).getIntArray());
    }
  }
}
