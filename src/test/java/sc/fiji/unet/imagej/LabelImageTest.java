package sc.fiji.unet.imagej;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.process.ByteProcessor;
import ij.process.LUT;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.images.Storage;
import sc.fiji.unet.progress.UserException;

class LabelImageTest {

  @Test
  void looksLikeItsInput() {
    ImagePlus input = PlanesTest.hyperstack(2, 3, 2);
    input.setTitle("cells.tif");
    input.getCalibration().setUnit("micron");
    input.getCalibration().pixelWidth = 0.25;
    input
        .getCalibration()
        .setFunction(ij.measure.Calibration.STRAIGHT_LINE, new double[] {1, 2}, "OD");
    LabelImage labels =
        new LabelImage(new Planes(input), ResultImages.Kind.LABELS, Storage.automatic());
    for (int i = 0; i < 6; i++) {
      labels.add(plane(i));
    }
    ImagePlus image = labels.toImagePlus();
    assertEquals("cells.tif labels", image.getTitle());
    assertEquals(16, image.getBitDepth());
    assertEquals(1, image.getNChannels());
    assertEquals(3, image.getNSlices());
    assertEquals(2, image.getNFrames());
    assertEquals("n7", image.getStack().getSliceLabel(4));
    assertEquals(3, image.getStack().getProcessor(4).get(0));
    assertEquals(0.25, image.getCalibration().pixelWidth);
    assertEquals("micron", image.getCalibration().getUnit());
    assertFalse(image.getCalibration().calibrated());
    assertTrue(input.getCalibration().calibrated(), "the input keeps its own");
  }

  @Test
  void displayShowsEveryLabelInItsColour() {
    ImagePlus image = image(new int[] {0, 1, 2, 90});
    LUT lut = LabelColors.lut();
    for (int x = 0; x < 4; x++) {
      int label = image.getProcessor().get(x, 0);
      assertEquals(lut.getRGB(label), image.getBufferedImage().getRGB(x, 0) | 0xff000000);
    }
    assertEquals(0xff000000, lut.getRGB(0));
  }

  /** ImageJ alone gives neighbours one colour, and one colour to all labels from 511 on. */
  @ParameterizedTest
  @ValueSource(ints = {720, 70000})
  void soItDoesWhereThereAreMoreLabelsThanColours(int count) {
    int[] all = new int[count + 1];
    for (int label = 0; label <= count; label++) all[label] = label;
    ImagePlus image = image(all);
    for (BufferedImage shown : List.of(image.getBufferedImage(), (BufferedImage) image.getImage()))
      for (int label = 1; label <= count; label++)
        assertEquals(LabelColors.of(label).getRGB(), shown.getRGB(label, 0), "label " + label);
    image.setDisplayRange(0, 1000);
    image.updateAndDraw();
    assertEquals(
        image.getBufferedImage().getRGB(40, 0), image.getBufferedImage().getRGB(41, 0), "as asked");
  }

  /** In a stack, too, in memory and on disk, whichever slice is shown. */
  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE})
  void everySliceHasTheColours(long limit, @TempDir Path folder) {
    ImagePlus input = PlanesTest.hyperstack(1, 3, 1);
    LabelImage labels =
        new LabelImage(new Planes(input), ResultImages.Kind.LABELS, new Storage(folder, limit));
    for (int slice = 0; slice < 3; slice++) labels.add(plane(600 + slice));
    ImagePlus image = labels.toImagePlus();
    for (int slice : new int[] {2, 1, 3}) {
      image.setSlice(slice);
      assertEquals(LabelColors.of(599 + slice).getRGB(), image.getBufferedImage().getRGB(0, 0));
    }
  }

  @Test
  void noLabelIsDisplayedAsBackground() {
    ImagePlus image = image(new int[] {0, 1, 60000});
    int background = image.getBufferedImage().getRGB(0, 0);
    assertNotEquals(background, image.getBufferedImage().getRGB(1, 0));
    assertNotEquals(background, image.getBufferedImage().getRGB(2, 0));
  }

  @Test
  void sixteenBitsUpTo65535() {
    ImagePlus image = image(new int[] {65535});
    assertEquals(16, image.getBitDepth());
    assertEquals(65535, image.getProcessor().getf(0));
  }

  @Test
  void floatsAbove65535KeepEarlierPlanes() {
    ImagePlus image =
        image(new int[] {40000}, new int[] {65536}, new int[] {1 << 24}, new int[] {7});
    assertEquals(32, image.getBitDepth());
    float[] expected = {40000, 65536, 1 << 24, 7};
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], image.getStack().getProcessor(i + 1).getf(0));
      assertEquals("n" + (i + 1), image.getStack().getSliceLabel(i + 1));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE})
  void aPartOfThePlaneIsWrittenWhereItIs(long limit, @TempDir Path folder) {
    ImagePlus input = new ImagePlus("input", new ByteProcessor(4, 3));
    LabelImage labels =
        new LabelImage(new Planes(input), ResultImages.Kind.LABELS, new Storage(folder, limit));
    labels.add(Views.translate(plane(5, 70000), 1, 1));
    float[] expected = {0, 0, 0, 0, 0, 5, 70000, 0, 0, 0, 0, 0};
    assertArrayEquals(expected, (float[]) labels.toImagePlus().getProcessor().getPixels());
  }

  @Test
  void refusesLabelsOutsideOfThePlane() {
    Planes planes = new Planes(new ImagePlus("input", new ByteProcessor(2, 1)));
    LabelImage labels = new LabelImage(planes, ResultImages.Kind.LABELS, Storage.automatic());
    assertThrows(
        IllegalArgumentException.class, () -> labels.add(Views.translate(plane(1, 2), 1, 0)));
  }

  @Test
  void refusesLabelsThatAFloatCannotTellApart() {
    Exception e = assertThrows(UserException.class, () -> image(new int[] {(1 << 24) + 1}));
    assertTrue(e.getMessage().contains("16777217"), e.getMessage());
  }

  @Test
  void refusesToBeIncomplete() {
    LabelImage labels =
        new LabelImage(
            new Planes(PlanesTest.hyperstack(1, 2, 1)),
            ResultImages.Kind.LABELS,
            Storage.automatic());
    labels.add(plane(1));
    assertThrows(IllegalStateException.class, labels::toImagePlus);
  }

  @Test
  void coloursDifferAndAreBright() {
    Set<Integer> colours = new HashSet<>();
    for (int label = 1; label <= 255; label++) {
      colours.add(LabelColors.of(label).getRGB());
      int brightest =
          Math.max(
              LabelColors.of(label).getRed(),
              Math.max(LabelColors.of(label).getGreen(), LabelColors.of(label).getBlue()));
      assertTrue(brightest > 80, "label " + label);
    }
    assertEquals(255, colours.size());
    assertEquals(LabelColors.of(1), LabelColors.of(256));
  }

  private static ImagePlus image(int[]... planes) {
    ImagePlus input =
        planes.length == 1
            ? new ImagePlus("input", new ByteProcessor(planes[0].length, 1))
            : new ImagePlus("input", PlanesTest.numbered(planes.length));
    LabelImage labels =
        new LabelImage(new Planes(input), ResultImages.Kind.LABELS, Storage.automatic());
    for (int[] plane : planes) {
      labels.add(plane(plane));
    }
    return labels.toImagePlus();
  }

  private static Img<IntType> plane(int... labels) {
    return ArrayImgs.ints(labels, labels.length, 1);
  }
}
