package sc.fiji.unet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.process.ByteProcessor;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.PixelSize;

class PixelScaleTest {

  private static final ModelDescription UNKNOWN =
      SmallModels.description(new Architecture(1, 1, 1, 1));
  private static final ModelDescription MODEL = UNKNOWN.with(new PixelSize(0.5, 0.25));

  @ParameterizedTest
  @CsvSource({
    "0.25, 0.25, um, 50, 80",
    "1, 0.25, micron, 200, 80",
    "1, 0.5, um, 200, 160",
    "600, 250, nm, 120, 80",
    "0.003, 0.0005, mm, 600, 160",
    "0.5, 0.001, um, 100, 1", // rounded, and 1 at least
    "0.5, 0.2662, um, 100, 85",
    "2, 1, um, 400, 320" // 16 times as many pixels
  })
  void resamples(double width, double height, String unit, long columns, long rows) {
    assertEquals(
        new PixelScale(columns, rows, true, Optional.empty()),
        PixelScale.of(MODEL, image(width, height, unit)));
  }

  @ParameterizedTest
  @CsvSource({"0.5, 0.25, um", "500, 250, nm", "0.52, 0.24, um"})
  void theSamePixelSizeWithinFivePercent(double width, double height, String unit) {
    assertEquals(
        new PixelScale(100, 80, false, Optional.empty()),
        PixelScale.of(MODEL, image(width, height, unit)));
  }

  @Test
  void aModelThatDoesNotKnowItsPixelSize() {
    for (String unit : new String[] {"um", "pixel"})
      assertEquals(
          new PixelScale(100, 80, false, Optional.empty()),
          PixelScale.of(UNKNOWN, image(3, 3, unit)));
  }

  @Test
  void anImageThatDoesNotKnowItsPixelSize() {
    assertEquals(
        new PixelScale(
            100,
            80,
            false,
            Optional.of(
                "The pixel size of the image 'cells' is not known (1.0 pixel x 1.0 pixel): it is"
                    + " segmented at its own size, though the model 'Small' was trained at 0.5 x"
                    + " 0.25 µm a pixel; set it with Image > Properties....")),
        PixelScale.of(MODEL, image(1, 1, "pixel")));
  }

  @ParameterizedTest
  @CsvSource({
    "2.1, 1, um, 2.1 x 1 µm, 420 x 320",
    "0.5, 0.25, mm, 500 x 250 µm, 100000 x 80000",
    "0.5, 0.25, nm, 0.0005 x 0.00025 µm, 1 x 1"
  })
  void whatIsTooFarFromTheModel(
      double width, double height, String unit, String given, String size) {
    assertEquals(
        "The image 'cells' has 100 x 80 pixels of "
            + given
            + "; at the 0.5 x 0.25 µm of the model 'Small' they would be "
            + size
            + ", which is too far from it: check the unit and the pixel size in Image >"
            + " Properties..., or choose another model.",
        error(image(width, height, unit)));
  }

  @Test
  void whatIsTooLarge() {
    ImagePlus image =
        new ImagePlus("slide", new ByteProcessor(1, 1)) {
          @Override
          public int getWidth() {
            return 30000;
          }

          @Override
          public int getHeight() {
            return 30000;
          }
        };
    image.setCalibration(image(0.75, 0.5, "um").getCalibration());
    String message = error(image);
    assertTrue(message.contains(" they would be 45000 x 60000, "), message);
  }

  private static String error(ImagePlus image) {
    return assertThrows(IllegalArgumentException.class, () -> PixelScale.of(MODEL, image))
        .getMessage();
  }

  private static ImagePlus image(double width, double height, String unit) {
    ImagePlus image = IJ.createImage("cells", 100, 80, 1, 8);
    image.getCalibration().setUnit(unit);
    image.getCalibration().pixelWidth = width;
    image.getCalibration().pixelHeight = height;
    return image;
  }
}
