package sc.fiji.unet.imagej;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.gui.Roi;
import ij.io.RoiEncoder;
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.progress.UserException;

class RoiSetsTest {

  @TempDir Path folder;

  @Test
  void keepsOrderNamesAndPositions() throws IOException {
    Roi second = roi("b", 2);
    Roi first = roi("a", 1);
    first.setPosition(0, 3, 4);
    List<Roi> read = saveAndOpen(second, first);
    assertEquals(List.of("b", "a"), read.stream().map(Roi::getName).toList());
    assertEquals(new Rectangle(2, 0, 5, 5), read.get(0).getBounds());
    assertArrayEquals(
        new int[] {0, 3, 4},
        new int[] {
          read.get(1).getCPosition(), read.get(1).getZPosition(), read.get(1).getTPosition()
        });
  }

  @Test
  void namesMayRepeatOrBeMissingOrHoldSlashes() throws IOException {
    List<Roi> read = saveAndOpen(roi("a", 1), roi("a", 2), roi(null, 3), roi("../x", 4));
    assertEquals(List.of(1, 2, 3, 4), read.stream().map(roi -> roi.getBounds().x).toList());
  }

  @Test
  void emptySet() throws IOException {
    assertTrue(saveAndOpen().isEmpty());
  }

  /** What the ROI Manager saves of one ROI. */
  @ParameterizedTest
  @ValueSource(strings = {"cell.roi", "cell.ROI"})
  void singleRoi(String name) throws IOException {
    Path file = folder.resolve(name);
    assertTrue(RoiEncoder.save(roi("cell", 3), file.toString()));
    List<Roi> read = RoiSets.open(file);
    assertEquals(List.of("cell"), read.stream().map(Roi::getName).toList());
    assertEquals(new Rectangle(3, 0, 5, 5), read.get(0).getBounds());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Iout", "no ROI, but longer than the header of one: 64 bytes are needed"})
  void damagedSingleRoi(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("cell.roi"), text);
    assertEquals(
        "'" + file + "' is damaged or no ROI of ImageJ: save it again.",
        assertThrows(UserException.class, () -> RoiSets.open(file)).getMessage());
  }

  private List<Roi> saveAndOpen(Roi... rois) throws IOException {
    Path file = folder.resolve("RoiSet.zip");
    RoiSets.save(List.of(rois), file);
    return RoiSets.open(file);
  }

  private static Roi roi(String name, int x) {
    Roi roi = new Roi(x, 0, 5, 5);
    roi.setName(name);
    return roi;
  }
}
