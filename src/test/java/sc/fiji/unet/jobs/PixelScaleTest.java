package sc.fiji.unet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.images.ArraySource;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.PixelSize;
import sc.fiji.unet.progress.UserException;

class PixelScaleTest {

  private static final ModelDescription UNKNOWN =
      SmallModels.description(new Architecture(1, 1, 1, 1));
  private static final ModelDescription MODEL = UNKNOWN.with(Optional.of(new PixelSize(0.5, 0.25)));

  @ParameterizedTest
  @CsvSource({
    "0.25, 0.25, 50, 80",
    "1, 0.25, 200, 80",
    "1, 0.5, 200, 160",
    "0.6, 0.25, 120, 80",
    "3, 0.5, 600, 160",
    "0.5, 0.001, 100, 1", // rounded, and 1 at least
    "0.5, 0.2662, 100, 85",
    "2, 1, 400, 320" // 16 times as many pixels
  })
  void resamples(double width, double height, long columns, long rows) {
    assertEquals(
        new PixelScale(new FinalInterval(columns, rows), true, Optional.empty()),
        PixelScale.of(MODEL, image(width, height), 1));
  }

  @ParameterizedTest
  @CsvSource({"0.5, 0.25", "0.52, 0.24"})
  void theSamePixelSizeWithinFivePercent(double width, double height) {
    assertEquals(asItIs(Optional.empty()), PixelScale.of(MODEL, image(width, height), 1));
  }

  @Test
  void aModelThatDoesNotKnowItsPixelSize() {
    for (Source image : new Source[] {image(3, 3), image()})
      assertEquals(asItIs(Optional.empty()), PixelScale.of(UNKNOWN, image, 1));
  }

  /** Where both are known, they count; else what the model says. */
  @Test
  void aModelThatSeesImagesAtAnotherSize() {
    PixelScale half = new PixelScale(new FinalInterval(50, 40), true, Optional.empty());
    for (Source image : new Source[] {image(3, 3), image()})
      assertEquals(half, PixelScale.of(UNKNOWN, image, 0.5));
    assertEquals(asItIs(Optional.empty()), PixelScale.of(MODEL, image(0.5, 0.25), 0.5));
    PixelScale unknown = PixelScale.of(MODEL, image(), 0.5);
    assertEquals(half.plane(), unknown.plane());
    assertTrue(unknown.remark().orElseThrow().contains("trained on, 0.25 x 0.125 µm;"));
  }

  @Test
  void anImageThatDoesNotKnowItsPixelSize() {
    assertEquals(
        asItIs(
            Optional.of(
                "The pixel size of the image 'cells' is not known (no unit of length): it is"
                    + " taken for that of the images the model 'Small' was trained on, 0.5 x 0.25"
                    + " µm; set it with Image > Properties....")),
        PixelScale.of(MODEL, image(), 1));
  }

  @Test
  void aDiameterMayNotBeTooFarFromTheModels() {
    assertEquals(400, PixelScale.magnified(image(), 4).plane().dimension(0));
    assertEquals(
        "The model would see the image 'cells' at 30.0 times its size, with 3000 x 2400 pixels;"
            + " allowed are 1/64 to 4 times: check the diameter of the objects.",
        assertThrows(UserException.class, () -> PixelScale.magnified(image(), 30)).getMessage());
    assertThrows(UserException.class, () -> PixelScale.magnified(image(), 0.01));
    assertEquals(4, PixelScale.clamped(30));
  }

  @ParameterizedTest
  @CsvSource({
    "2.1, 1, 2.1 x 1 µm, 420 x 320",
    "500, 250, 500 x 250 µm, 100000 x 80000",
    "0.0005, 0.00025, 0.0005 x 0.00025 µm, 1 x 1"
  })
  void whatIsTooFarFromTheModel(double width, double height, String given, String size) {
    assertEquals(
        "The image 'cells' has 100 x 80 pixels of "
            + given
            + "; at the 0.5 x 0.25 µm of the model 'Small' they would be "
            + size
            + ", which is too far from it: check the unit and the pixel size in Image >"
            + " Properties..., or choose another model.",
        error(image(width, height)));
  }

  private static String error(Source image) {
    return assertThrows(UserException.class, () -> PixelScale.of(MODEL, image, 1)).getMessage();
  }

  private static PixelScale asItIs(Optional<String> remark) {
    return new PixelScale(new FinalInterval(100, 80), false, remark);
  }

  private static Source image(double width, double height) {
    return ArraySource.ofSize("cells", Optional.of(new PixelSize(width, height)), 100, 80);
  }

  private static Source image() {
    return ArraySource.ofSize("cells", Optional.empty(), 100, 80);
  }
}
