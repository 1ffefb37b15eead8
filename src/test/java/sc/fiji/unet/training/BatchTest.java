package sc.fiji.unet.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.runtime.Torch;
import sc.fiji.unet.targets.AnnotatedImage;
import sc.fiji.unet.targets.AnnotatedImages;

class BatchTest {

  @Test
  void middleIsMirroredUpToTheStride() {
    AnnotatedImage image =
        AnnotatedImages.of(
            3, 1, List.of(new float[] {1, 2, 3}, new float[] {4, 5, 6}), new byte[] {0, 1, 2});
    Batch batch = HeldBack.middle(image, 8, new Architecture(2, 3, 1, 1)).batch();
    assertEquals(4, batch.width());
    assertEquals(2, batch.height());
    assertArrayEquals(
        new float[] {1, 4, 2, 5, 3, 6, 3, 6, 1, 4, 2, 5, 3, 6, 3, 6}, Batches.values(batch, 2));
    assertArrayEquals(new byte[] {0, 1, 2, 2, 0, 1, 2, 2}, Batches.classes(batch));
  }

  @Test
  void middleOfALargeSample() {
    byte[] classes = new byte[10 * 7];
    for (int i = 0; i < classes.length; i++) classes[i] = (byte) i;
    AnnotatedImage image = AnnotatedImages.of(10, 7, List.of(new float[classes.length]), classes);
    Batch batch = HeldBack.middle(image, 2, new Architecture(1, 1, 1, 1)).batch();
    assertArrayEquals(new byte[] {24, 25, 34, 35}, Batches.classes(batch));
  }

  @Test
  void targetsHaveAChannelForEachClass() {
    // Above 127, too: a class is an unsigned byte.
    byte[] classes = {0, 2, (byte) 199, 1};
    try (NDManager manager = Torch.newManager(SmallModels.COMPUTE)) {
      NDArray targets = Batches.of(2, 1, 2, new float[4], classes).targets(manager, 200);
      assertEquals(new Shape(2, 200, 1, 2), targets.getShape());
      assertEquals(4, targets.sum().getFloat());
      assertEquals(1, targets.getFloat(0, 0, 0, 0));
      assertEquals(1, targets.getFloat(0, 2, 0, 1));
      assertEquals(1, targets.getFloat(1, 199, 0, 0));
      assertEquals(1, targets.getFloat(1, 1, 0, 1));
    }
  }

  @Test
  void oneClassIsOneChannel() {
    try (NDManager manager = Torch.newManager(SmallModels.COMPUTE)) {
      Batch batch = Batches.of(1, 1, 3, new float[] {1, 2, 3, 4, 5, 6}, new byte[] {0, 1, 1});
      assertArrayEquals(new float[] {0, 1, 1}, batch.targets(manager, 1).toFloatArray());
      assertEquals(new Shape(1, 1, 1, 3), batch.targets(manager, 1).getShape());
      assertEquals(new Shape(1, 2, 1, 3), batch.images(manager).getShape());
      assertArrayEquals(new float[] {1, 3, 5, 2, 4, 6}, batch.images(manager).toFloatArray());
    }
  }
}
