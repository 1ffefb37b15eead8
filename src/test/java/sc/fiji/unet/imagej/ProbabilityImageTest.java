package sc.fiji.unet.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ij.ImagePlus;
import ij.process.ByteProcessor;
import java.util.List;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.Test;

class ProbabilityImageTest {

  @Test
  void hasAChannelForEachClass() {
    ImagePlus input = PlanesTest.hyperstack(2, 3, 2);
    input.getCalibration().pixelDepth = 5;
    ProbabilityImage maps =
        new ProbabilityImage(new Planes(input), List.of("nucleus", "border"), Storage.automatic());
    for (int i = 0; i < 6; i++) {
      maps.add(map(i / 10f, 1 - i / 10f));
    }
    ImagePlus image = maps.toImagePlus();
    assertEquals("hyperstack probabilities", image.getTitle());
    assertEquals(32, image.getBitDepth());
    assertEquals(2, image.getNChannels());
    assertEquals(3, image.getNSlices());
    assertEquals(2, image.getNFrames());
    assertEquals(5, image.getCalibration().pixelDepth);
    assertEquals(0, image.getDisplayRangeMin());
    assertEquals(1, image.getDisplayRangeMax());
    int borderOfPlane4 = image.getStackIndex(2, 2, 2);
    assertEquals(0.6f, image.getStack().getProcessor(borderOfPlane4).getf(0));
    assertEquals("border n9", image.getStack().getSliceLabel(borderOfPlane4));
  }

  @Test
  void classIsTheLabelWhereTheInputHasNone() {
    Planes planes = new Planes(new ImagePlus("image", new ByteProcessor(1, 1)));
    ProbabilityImage maps = new ProbabilityImage(planes, List.of("membrane"), Storage.automatic());
    maps.add(map(0.5f));
    assertEquals("membrane", maps.toImagePlus().getStack().getSliceLabel(1));
  }

  @Test
  void refusesToBeIncomplete() {
    Planes planes = new Planes(new ImagePlus("image", new ByteProcessor(1, 1)));
    assertThrows(
        IllegalStateException.class,
        () -> new ProbabilityImage(planes, List.of("membrane"), Storage.automatic()).toImagePlus());
  }

  private static Img<FloatType> map(float... classes) {
    return ArrayImgs.floats(classes, 1, 1, classes.length);
  }
}
