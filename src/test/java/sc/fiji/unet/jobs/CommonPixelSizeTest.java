package sc.fiji.unet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ij.IJ;
import ij.ImagePlus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.imagej.ImagePixelSize;
import sc.fiji.unet.model.PixelSize;

class CommonPixelSizeTest {

  @Test
  void ofTheFirst() {
    assertEquals(
        new CommonPixelSize(new PixelSize(0.5, 0.25), Optional.empty()),
        CommonPixelSize.of(
            List.of(
                pixels("a", 0.5, 0.25, "um"),
                pixels("b", 510, 245, "nm"),
                pixels("c", 0.49, 0.26, "micron"))));
  }

  @Test
  void noneKnownIsNothingToSay() {
    assertEquals(
        new CommonPixelSize(null, Optional.empty()),
        CommonPixelSize.of(List.of(pixels("a", 1, 1, "pixel"), pixels("b", 0.01, 0.01, "inch"))));
  }

  @Test
  void saysWhichDiffer() {
    assertEquals(
        "The training gives the model no pixel size: 'a' has 0.5 x 0.5 µm a pixel, 'c' has 0.5 x"
            + " 0.6 µm; set it with Image > Properties....",
        remark(
            pixels("a", 0.5, 0.5, "um"), pixels("b", 0.5, 0.5, "um"), pixels("c", 0.5, 0.6, "um")));
  }

  @Test
  void saysWhichIsNotKnown() {
    assertEquals(
        "The training gives the model no pixel size: 'b' has 0.5 x 0.5 µm a pixel, 'a' has 1.0 pixel"
            + " x 1.0 pixel; set it with Image > Properties....",
        remark(pixels("a", 1, 1, "pixel"), pixels("b", 0.5, 0.5, "um")));
  }

  private static String remark(ImagePixelSize... images) {
    CommonPixelSize common = CommonPixelSize.of(List.of(images));
    assertEquals(null, common.size());
    return common.remark().orElseThrow();
  }

  private static ImagePixelSize pixels(String title, double width, double height, String unit) {
    ImagePlus image = IJ.createImage(title, 1, 1, 1, 8);
    image.getCalibration().setUnit(unit);
    image.getCalibration().pixelWidth = width;
    image.getCalibration().pixelHeight = height;
    return ImagePixelSize.of(image);
  }
}
