package sc.fiji.unet.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.progress.UserException;
import sc.fiji.unet.targets.AnnotatedImage;
import sc.fiji.unet.targets.AnnotatedImages;

class SplitTest {

  /** Planes whose width tells which one it is; a negative one has no object. */
  private static List<AnnotatedImage> file(int... widths) {
    List<AnnotatedImage> planes = new ArrayList<>();
    for (int width : widths) {
      int[] mask = new int[Math.abs(width)];
      if (width > 0) mask[0] = 1;
      planes.add(AnnotatedImages.of(SmallModels.image(1, mask.length, 1, 1), mask, 1));
    }
    return planes;
  }

  private static List<Integer> widths(List<AnnotatedImage> planes) {
    return planes.stream().map(AnnotatedImage::width).toList();
  }

  @Test
  void everyFifthFileIsHeldBackWhole() {
    Split split =
        Split.of(
            List.of(
                file(1),
                file(2, 3),
                file(4),
                file(5),
                file(6, 7),
                file(8),
                file(9),
                file(10),
                file(11),
                file(12),
                file(13)));
    assertEquals(List.of(6, 7, 12), widths(split.heldBack()));
    assertEquals(List.of(1, 2, 3, 4, 5, 8, 9, 10, 11, 13), widths(split.learned()));
  }

  @Test
  void ofFewFilesItIsTheLastFifthOfThePlanes() {
    Split split = Split.of(List.of(file(1, 2, 3, 4, 5, 6), file(7, 8, 9, 10)));
    assertEquals(List.of(9, 10), widths(split.heldBack()));
    assertEquals(List.of(2), widths(Split.of(List.of(file(1), file(2))).heldBack()));
  }

  /** A stack of which the first slices are annotated: on the others the best finds nothing. */
  @Test
  void planesWithoutAnObjectAreNotHeldBack() {
    Split split = Split.of(List.of(file(1, 2, 3, 4, 5, -6, -7, -8, -9, -10)));
    assertEquals(List.of(5), widths(split.heldBack()));
    assertEquals(List.of(1, 2, 3, 4, 6, 7, 8, 9, 10), widths(split.learned()));
    Split files =
        Split.of(
            List.of(file(1), file(2), file(3), file(4), file(-5), file(6, -7), file(8), file(9)));
    assertEquals(List.of(6), widths(files.heldBack()));
    assertEquals(List.of(1, 2, 3, 4, 5, 7, 8, 9), widths(files.learned()));
  }

  @Test
  void aSinglePlaneIsCut() {
    int[] mask = new int[40];
    mask[0] = 1;
    AnnotatedImage only = AnnotatedImages.of(SmallModels.image(1, 4, 10, 1), mask, 1);
    Split split = Split.of(List.of(file(-3), List.of(only)));
    assertEquals(List.of(1, 8), split.learned().stream().map(AnnotatedImage::height).toList());
    assertEquals(List.of(2), split.heldBack().stream().map(AnnotatedImage::height).toList());
  }

  /** The lowest rows that hold some of an object; what is above and below is learned from. */
  @Test
  void aSinglePlaneIsCutWhereItHoldsObjects() {
    int[] mask = new int[40];
    for (int row = 2; row < 6; row++) mask[4 * row] = 1;
    AnnotatedImage only = AnnotatedImages.of(SmallModels.image(1, 4, 10, 1), mask, 1);
    Split split = Split.of(List.of(List.of(only)));
    assertTrue(split.judges());
    assertEquals(List.of(5, 3), split.learned().stream().map(AnnotatedImage::height).toList());
    assertFalse(split.learned().get(0).isEmpty());
    mask = new int[40];
    mask[0] = 1;
    only = AnnotatedImages.of(SmallModels.image(1, 4, 10, 1), mask, 1);
    assertFalse(Split.of(List.of(List.of(only))).judges());
  }

  @Test
  void saysWhatIsWrong() {
    assertError("There is no annotated image to train on.", List.of());
    String empty =
        "The annotation of the training images is background (0) everywhere; mark some objects.";
    assertError(empty, List.of(file(-1, -2)));
    int[] below = new int[40];
    below[39] = 1;
    assertError(
        empty, List.of(List.of(AnnotatedImages.of(SmallModels.image(1, 4, 10, 1), below, 1))));
    assertError(
        "A single row of pixels is too little to train on: a part must be held back to validate.",
        List.of(file(4)));
  }

  private static void assertError(String sentence, List<List<AnnotatedImage>> files) {
    assertEquals(sentence, assertThrows(UserException.class, () -> Split.of(files)).getMessage());
  }
}
