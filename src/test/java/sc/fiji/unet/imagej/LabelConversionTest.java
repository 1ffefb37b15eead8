package sc.fiji.unet.imagej;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Roi;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.ToldProgress;
import sc.fiji.unet.progress.UserException;

class LabelConversionTest {

  private static final int WIDTH = 13;
  private static final int HEIGHT = 9;

  private static ImagePlus image(int bits, int channels, int slices, int frames) {
    return IJ.createHyperStack("cells", WIDTH, HEIGHT, channels, slices, frames, bits);
  }

  /** Holes, corners, parts, large labels, each plane with others: all comes back. */
  @ParameterizedTest
  @CsvSource({"1, 1, 1", "1, 4, 1", "1, 1, 3", "2, 3, 2", "3, 1, 1"})
  void thereAndBackIsTheSame(int channels, int slices, int frames) {
    Random random = new Random(channels + 10 * slices + 100 * frames);
    ImagePlus labels = image(32, 1, slices, frames);
    for (int i = 1; i <= labels.getStackSize(); i++) {
      ImageProcessor plane = labels.getStack().getProcessor(i);
      for (int p = 0; p < WIDTH * HEIGHT; p++)
        plane.setf(p, random.nextInt(3) == 0 ? 70_000 + random.nextInt(4) : random.nextInt(3));
    }
    List<Roi> rois = LabelConversion.toRois(labels, Progress.NONE);
    ImagePlus back =
        LabelConversion.toLabels(image(8, channels, slices, frames), rois, Progress.NONE);
    assertEquals("cells labels", back.getTitle());
    assertArrayEquals(new int[] {WIDTH, HEIGHT, 1, slices, frames}, back.getDimensions());
    for (int i = 1; i <= labels.getStackSize(); i++)
      assertArrayEquals(
          (float[]) labels.getStack().getPixels(i),
          (float[]) back.getStack().getProcessor(i).convertToFloat().getPixels());
    assertEquals(slices > 1, rois.get(0).getGroup() > 0, "one group through the slices");
  }

  /** Area of a roi, as ImageJ measures it, and number of pixels. */
  @Test
  void areasAreThoseOfTheLabels() {
    ImagePlus labels = image(8, 1, 1, 1);
    labels.getProcessor().setValue(3);
    labels.getProcessor().fill(new ij.gui.OvalRoi(2, 1, 8, 7));
    labels.getProcessor().set(5, 4, 0);
    int[] histogram = labels.getProcessor().getHistogram();
    Roi roi = LabelConversion.toRois(labels, Progress.NONE).get(0);
    labels.setRoi(roi);
    assertEquals(histogram[3], labels.getStatistics().area);
  }

  @Test
  void roisWithoutAPositionAreInAllSlicesWhichIsSaid() {
    Roi roi = new Roi(1, 1, 2, 2);
    ToldProgress listener = new ToldProgress();
    ImagePlus labels = LabelConversion.toLabels(image(8, 1, 2, 1), List.of(roi), listener);
    for (int i = 1; i <= 2; i++) assertEquals(1, labels.getStack().getProcessor(i).get(2, 2));
    assertEquals(
        List.of("ROIs without a position (a slice) are painted into all slices of 'cells'."),
        listener.notes());
  }

  @Test
  void roisBelowOthersAreNotLostWithoutAWord() {
    ToldProgress listener = new ToldProgress();
    ImagePlus labels =
        LabelConversion.toLabels(
            image(8, 1, 1, 1), List.of(new Roi(2, 2, 2, 2), new Roi(1, 1, 4, 4)), listener);
    assertEquals(2, labels.getProcessor().get(2, 2));
    assertEquals(
        List.of("ROIs of 1 labels have no pixel, or later ones cover them: 1."), listener.notes());
  }

  @ParameterizedTest
  @ValueSource(floats = {-1, 0.5f, Float.NaN})
  void saysWhatIsNoLabel(float value) {
    ImagePlus image = new ImagePlus("odd", new FloatProcessor(1, 1, new float[] {value}));
    assertEquals(
        "The label image 'odd' has the value "
            + value
            + "; labels are whole numbers, 0 for the background.",
        assertThrows(UserException.class, () -> LabelConversion.toRois(image, Progress.NONE))
            .getMessage());
  }

  @Test
  void saysWhatDoesNotSuit() {
    assertEquals(
        "'cells' has 2 channels; a label image has one.",
        assertThrows(
                UserException.class, () -> LabelConversion.toRois(image(8, 2, 1, 1), Progress.NONE))
            .getMessage());
    assertEquals("There are no ROIs to make labels of.", failure());
    Roi outside = new Roi(WIDTH, 0, 3, 3);
    outside.setName("far");
    assertEquals(
        "The ROI 'far' lies outside of the image 'cells'; it may be that of another image.",
        failure(outside));
    Roi slice = new Roi(0, 0, 3, 3);
    slice.setPosition(5);
    slice.setName("fifth");
    assertTrue(failure(slice).startsWith("The ROI 'fifth' lies outside"));
    assertTrue(failure(new ij.gui.Line(1, 1, 3, 3)).contains("encloses no pixels"));
  }

  private static String failure(Roi... rois) {
    return assertThrows(
            UserException.class,
            () -> LabelConversion.toLabels(image(8, 1, 1, 1), List.of(rois), Progress.NONE))
        .getMessage();
  }
}
