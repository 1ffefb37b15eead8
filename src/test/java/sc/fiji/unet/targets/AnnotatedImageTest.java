package sc.fiji.unet.targets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.images.Channels;
import sc.fiji.unet.progress.UserException;

class AnnotatedImageTest {

  @Test
  void touchingLabelsAreSeparated() {
    int[] labels = {
      1, 1, 2, 2, //
      1, 1, 2, 2, //
      0, 0, 0, 3, //
      4, 4, 0, 0
    };
    byte[] objects = {
      1, 0, 0, 1, //
      1, 0, 0, 0, //
      0, 0, 0, 0, //
      1, 1, 0, 0
    };
    assertArrayEquals(objects, classes(labels, 4, 1));
  }

  @Test
  void maskStaysWhole() {
    assertArrayEquals(
        new byte[] {0, 1, 1, 1, 1, 0}, classes(new int[] {0, 255, 255, 255, 255, 0}, 3, 1));
  }

  @Test
  void numbersOfClasses() {
    assertArrayEquals(new byte[] {0, 2, 1, (byte) 255}, classes(new int[] {0, 2, 1, 255}, 2, 256));
  }

  @Test
  void valueThatIsNoClass() {
    for (int wrong : new int[] {3, 255}) {
      Exception error =
          assertThrows(UserException.class, () -> classes(new int[] {0, 1, 2, wrong}, 2, 3));
      assertEquals(
          "The annotation 'annotation' has the value "
              + wrong
              + "; for a model of 3 classes allowed are 0 to 2.",
          error.getMessage());
    }
  }

  @Test
  void channelsAreNormalised() {
    AnnotatedImage image =
        AnnotatedImages.of(
            Channels.together(
                List.of(
                    ArrayImgs.floats(new float[] {1, 3}, 2, 1),
                    ArrayImgs.floats(new float[] {7, 7}, 2, 1))),
            new int[2],
            1);
    assertArrayEquals(new float[] {-1, 1}, image.crop().channel(0), 1e-5f);
    assertArrayEquals(new float[] {0, 0}, image.crop().channel(1));
  }

  @Test
  void indexMirrors() {
    AnnotatedImage image = AnnotatedImages.of(3, 2, List.of(), new byte[6]);
    int[] columns = {2, 2, 1, 0, 0, 1, 2, 2, 1, 0, 0};
    for (int i = 0; i < columns.length; i++)
      assertEquals(columns[i], image.crop().index(i - 4, 0), "column " + (i - 4));
    int[] rows = {0, 1, 1, 0, 0, 1, 1, 0};
    for (int i = 0; i < rows.length; i++) assertEquals(3 * rows[i], image.crop().index(0, i - 4));
  }

  @Test
  void rows() {
    AnnotatedImage image =
        AnnotatedImages.of(
            2, 3, List.of(new float[] {0, 1, 2, 3, 4, 5}), new byte[] {5, 4, 3, 2, 1, 0});
    AnnotatedImage rows = image.rows(1, 3);
    assertEquals(2, rows.height());
    assertArrayEquals(new float[] {2, 3, 4, 5}, rows.crop().channel(0));
    assertArrayEquals(new byte[] {3, 2, 1, 0}, AnnotatedImages.classes(rows));
  }

  private static byte[] classes(int[] annotation, int width, int classes) {
    long height = annotation.length / width;
    return AnnotatedImages.classes(
        AnnotatedImages.of(SmallModels.image(1, width, height, 1), annotation, classes));
  }
}
