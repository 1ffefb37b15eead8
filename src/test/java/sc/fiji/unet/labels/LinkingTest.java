package sc.fiji.unet.labels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.images.FoundObjects;

class LinkingTest {

  private final Linking linking = new Linking();
  private int last;

  /** Takes labels from a first one on, as a labeller gives them; confidences tell them apart. */
  private int[] next(int... labels) {
    int[] objects = Arrays.stream(labels).filter(label -> label > 0).distinct().sorted().toArray();
    float[] confidences = new float[objects.length];
    byte[] classes = new byte[objects.length];
    for (int i = 0; i < objects.length; i++) {
      confidences[i] = objects[i] / 100f;
      classes[i] = (byte) objects[i];
    }
    RandomAccessibleInterval<IntType> image = ArrayImgs.ints(labels, labels.length, 1);
    linking.next(image, new FoundObjects(objects, confidences, classes), last);
    last = Math.max(last, linking.objects().lastLabel());
    return Views.flatIterable(linking.labels()).stream().mapToInt(IntType::get).toArray();
  }

  @Test
  void theFirstImageKeepsItsLabels() {
    assertArrayEquals(new int[] {1, 0, 2, 2}, next(1, 0, 2, 2));
  }

  @Test
  void movesOnAndWhatBeginsIsNew() {
    next(1, 1, 0, 2, 2, 0);
    assertArrayEquals(new int[] {0, 1, 1, 0, 2, 2}, next(0, 3, 3, 0, 4, 4));
    assertArrayEquals(new int[] {3, 0, 1, 0, 0, 2}, next(3, 0, 4, 0, 0, 5));
    assertEquals(0.04, linking.objects().confidence(1), 1e-6);
    assertEquals(0.03, linking.objects().confidence(3), 1e-6);
    assertEquals(5, linking.objects().objectClass(1));
    assertArrayEquals(new int[] {1, 2, 3}, linking.objects().labels());
  }

  @Test
  void theLargerDaughterKeepsTheLabel() {
    next(1, 1, 1, 1, 1, 1);
    assertArrayEquals(new int[] {2, 2, 0, 1, 1, 1}, next(2, 2, 0, 3, 3, 3));
  }

  /** Both share as many pixels with it: the first one. */
  @Test
  void ofEqualDaughtersTheFirstKeepsTheLabel() {
    next(1, 1, 1, 1, 1);
    assertArrayEquals(new int[] {1, 1, 0, 2, 2}, next(2, 2, 0, 3, 3));
  }

  @Test
  void whereTwoJoinTheLargerGoesOn() {
    next(1, 0, 2, 2);
    assertArrayEquals(new int[] {2, 2, 2, 2}, next(3, 3, 3, 3));
  }

  /** What was away begins again: there is no memory of earlier images. */
  @Test
  void afterAnEmptyImageAllIsNew() {
    next(1, 0, 2);
    assertArrayEquals(new int[] {0, 0, 0}, next(0, 0, 0));
    assertArrayEquals(new int[] {3, 0, 4}, next(3, 0, 4));
  }
}
