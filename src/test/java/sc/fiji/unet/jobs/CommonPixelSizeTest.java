package sc.fiji.unet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.images.ArraySource;
import sc.fiji.unet.model.PixelSize;

class CommonPixelSizeTest {

  @Test
  void ofTheFirst() {
    assertEquals(
        new CommonPixelSize(Optional.of(new PixelSize(0.5, 0.25)), Optional.empty()),
        CommonPixelSize.of(
            List.of(pixels("a", 0.5, 0.25), pixels("b", 0.51, 0.245), pixels("c", 0.49, 0.26))));
  }

  @Test
  void noneKnownIsNothingToSay() {
    assertEquals(
        new CommonPixelSize(Optional.empty(), Optional.empty()),
        CommonPixelSize.of(
            List.of(unknown("a", "1.0 pixel x 1.0 pixel"), unknown("b", "0.01 inch x 0.01 inch"))));
  }

  @Test
  void saysWhichDiffer() {
    assertEquals(
        "The training gives the model no pixel size: 'a' has 0.5 x 0.5 µm a pixel, 'c' has 0.5 x"
            + " 0.6 µm; set it with Image > Properties....",
        remark(pixels("a", 0.5, 0.5), pixels("b", 0.5, 0.5), pixels("c", 0.5, 0.6)));
  }

  @Test
  void saysWhichIsNotKnown() {
    assertEquals(
        "The training gives the model no pixel size: 'b' has 0.5 x 0.5 µm a pixel, 'a' has 1.0"
            + " pixel x 1.0 pixel; set it with Image > Properties....",
        remark(unknown("a", "1.0 pixel x 1.0 pixel"), pixels("b", 0.5, 0.5)));
  }

  @Test
  void anImageTellsItsNameAndItsPixels() {
    PixelSize size = new PixelSize(0.5, 0.25);
    assertEquals(
        new CommonPixelSize.Image("a", "0.5 x 0.25 µm", Optional.of(size)),
        CommonPixelSize.Image.of(ArraySource.ofSize("a", Optional.of(size), 1, 1)));
  }

  private static String remark(CommonPixelSize.Image... images) {
    CommonPixelSize common = CommonPixelSize.of(List.of(images));
    assertEquals(Optional.empty(), common.size());
    return common.remark().orElseThrow();
  }

  private static CommonPixelSize.Image pixels(String name, double width, double height) {
    return new CommonPixelSize.Image(name, "", Optional.of(new PixelSize(width, height)));
  }

  private static CommonPixelSize.Image unknown(String name, String calibration) {
    return new CommonPixelSize.Image(name, calibration, Optional.empty());
  }
}
