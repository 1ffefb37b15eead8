package sc.fiji.unet.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ij.ImagePlus;
import ij.process.ByteProcessor;
import java.util.List;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.images.Storage;

class ProbabilityImageTest {

  private static final Interval PIXEL = new FinalInterval(1, 1);

  @Test
  void hasAChannelForEachClass() {
    ImagePlus input = PlanesTest.hyperstack(2, 3, 2);
    input.getCalibration().pixelDepth = 5;
    ProbabilityImage maps =
        new ProbabilityImage(
            new Planes(input), PIXEL, List.of("nucleus", "border"), Storage.automatic());
    for (int i = 0; i < 6; i++) {
      maps.write(i, map(i / 10f, 1 - i / 10f));
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
    ProbabilityImage maps =
        new ProbabilityImage(planes, PIXEL, List.of("membrane"), Storage.automatic());
    maps.write(0, map(0.5f));
    assertEquals("membrane", maps.toImagePlus().getStack().getSliceLabel(1));
  }

  @Test
  void refusesToBeIncomplete() {
    Planes planes = new Planes(new ImagePlus("image", new ByteProcessor(1, 1)));
    assertThrows(
        IllegalStateException.class,
        () ->
            new ProbabilityImage(planes, PIXEL, List.of("membrane"), Storage.automatic())
                .toImagePlus());
  }

  private static Img<FloatType> map(float... classes) {
    return ArrayImgs.floats(classes, 1, 1, classes.length);
  }
}
