package sc.fiji.unet.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Roi;
import java.awt.Color;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.metrics.ContingencyTable;
import sc.fiji.unet.metrics.ObjectMatching;

class MatchOverlayTest {

  /** A hit, one missed, one made up, one in three pieces, and two that became one. */
  @Test
  void coloursTellWhatBecameOfEach() {
    int[] truth = {1, 1, 0, 2, 2, 0, 0, 0, 4, 4, 4, 4, 4, 4, 0, 5, 5, 6, 6};
    int[] found = {1, 1, 0, 0, 0, 0, 3, 0, 4, 4, 5, 5, 7, 7, 0, 8, 8, 8, 8};
    assertEquals(
        Map.ofEntries(
            Map.entry("predicted hit 1", Color.GREEN),
            Map.entry("truth missed 2", Color.RED),
            Map.entry("predicted false 3", Color.ORANGE),
            Map.entry("truth split 4", Color.CYAN),
            Map.entry("predicted split 4", Color.CYAN),
            Map.entry("predicted split 5", Color.CYAN),
            Map.entry("predicted split 7", Color.CYAN),
            Map.entry("truth merged 5", Color.MAGENTA),
            Map.entry("truth merged 6", Color.MAGENTA),
            Map.entry("predicted merged 8", Color.MAGENTA)),
        colours(row(truth), row(found), 1));
  }

  private static RandomAccessibleInterval<IntType> row(int[] labels) {
    return ArrayImgs.ints(labels, labels.length, 1);
  }

  private static Map<String, Color> colours(
      RandomAccessibleInterval<IntType> truth,
      RandomAccessibleInterval<IntType> found,
      int slices) {
    Map<String, Color> colours = new TreeMap<>();
    for (Roi roi : overlay(truth, found, slices)) colours.put(roi.getName(), roi.getStrokeColor());
    return colours;
  }

  private static Roi[] overlay(
      RandomAccessibleInterval<IntType> truth,
      RandomAccessibleInterval<IntType> found,
      int slices) {
    ImagePlus image = IJ.createHyperStack("image", (int) truth.dimension(0), 1, 1, slices, 1, 8);
    MatchOverlay overlay = new MatchOverlay(image);
    overlay.add(0, ObjectMatching.of(ContingencyTable.of(truth, found)), found, truth);
    overlay.apply();
    return image.getOverlay().toArray();
  }

  /** A volume is outlined in each of its slices. */
  @Test
  void volumesLieInAllOfTheirSlices() {
    RandomAccessibleInterval<IntType> volume =
        Views.stack(row(new int[] {1, 1, 0}), row(new int[] {0, 1, 1}));
    Roi[] rois = overlay(volume, volume, 2);
    assertEquals(2, rois.length);
    assertEquals(List.of(1, 2), Arrays.stream(rois).map(Roi::getPosition).sorted().toList());
  }
}
