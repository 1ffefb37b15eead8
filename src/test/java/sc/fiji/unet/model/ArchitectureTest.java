package sc.fiji.unet.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.network.Form;
import sc.fiji.unet.network.UNet;
import sc.fiji.unet.runtime.Torch;
import sc.fiji.unet.runtime.TorchModule;

class ArchitectureTest {

  /** The first is what Keras counts for the original. */
  @Test
  void parameters() {
    assertEquals(31_055_297, new Architecture(3, 1, 64, 4).parameters());
    Architecture architecture = new Architecture(2, 3, 2, 2);
    try (NDManager manager = Torch.newManager(SmallModels.COMPUTE)) {
      UNet network = new UNet(architecture);
      network.initialize(manager);
      long sum = 0;
      for (Parameter parameter : network.getParameters().values())
        sum += parameter.getArray().size();
      assertEquals(sum, architecture.parameters());
    }
  }

  /**
   * Of one filter and one level: blocks of 1 to 1, 1 to 2 and 2 to 1 channels, an up-convolution of
   * 2 to 1, and the output. Each convolution has a bias and four numbers of normalisation.
   */
  @Test
  void parametersOfAVolume() {
    int down = 27 + 5 + 27 + 5;
    int bridge = 2 * (27 + 5) + 2 * (2 * 27 + 5);
    int up = 2 * 8 + 1;
    int decoder = 2 * 27 + 5 + 27 + 5;
    assertEquals(
        down + bridge + up + decoder + 2, new Architecture(3, 1, 1, false, 1, 1).parameters());
  }

  @Test
  void noLargerThanAFileOfWeights() {
    assertEquals(496, new Architecture(1, 1, 256, 4).parameters() / 1_000_000);
    assertEquals(
        "A network of 256 filters and depth 6 has 7962 million parameters; allowed are 500 million:"
            + " take fewer filters or less depth.",
        assertThrows(IllegalArgumentException.class, () -> new Architecture(1, 1, 256, 6))
            .getMessage());
  }

  /**
   * With positive weights and no shifts, a black image stays exactly 0, and one bright pixel makes
   * positive every output that looks at it.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void alignedBlockLooksAsFarAsItsHaloAndNoFarther(int depth) {
    Architecture architecture = new Architecture(1, 1, 1, depth);
    int stride = architecture.stride();
    int halo = architecture.halo();
    int begin = architecture.aligned(halo) + stride;
    int end = begin + 2 * stride;
    int length = end + begin;
    try (NDManager manager = Torch.newManager(SmallModels.COMPUTE)) {
      UNet network = new UNet(architecture);
      network.initialize(manager);
      for (Parameter parameter : network.getParameters().values())
        if (parameter.getType() == Parameter.Type.WEIGHT)
          parameter.getArray().set(parameter.getArray().abs().toFloatArray());
      // Image i has its one bright pixel in column i.
      NDArray images =
          manager.eye(length).reshape(length, 1, 1, length).broadcast(length, 1, stride, length);
      try (TorchModule compiled = TorchModule.of(network, Form.TRAINING, SmallModels.COMPUTE)) {
        for (NDArray turned : new NDArray[] {images, images.swapAxes(2, 3)}) {
          NDArray outputs = compiled.predict(turned); // logits
          if (turned != images) outputs = outputs.swapAxes(2, 3);
          NDArray block = outputs.get(":, :, :, " + begin + ":" + end);
          for (int i = 0; i < length; i++) {
            int distance = Math.max(begin - i, i - (end - 1));
            boolean seen = block.get(i).max().getFloat() > 0;
            assertEquals(distance <= halo, seen, "distance " + distance);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 8", "2, 22", "3, 46", "4, 94"})
  void halo(int depth, int pixels) {
    assertEquals(pixels, new Architecture(1, 1, 64, depth).halo());
  }

  @Test
  void alignsToTheStride() {
    Architecture architecture = new Architecture(1, 1, 8, 3);
    assertEquals(8, architecture.stride());
    assertEquals(8, architecture.aligned(1));
    assertEquals(8, architecture.aligned(8));
    assertEquals(16, architecture.aligned(9));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void twoOrThreeDimensions(int dimensions) {
    Exception error =
        assertThrows(
            IllegalArgumentException.class, () -> new Architecture(dimensions, 1, 1, false, 1, 1));
    assertEquals(
        "The network's number of dimensions is " + dimensions + "; allowed are 2 to 3.",
        error.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 64, 4, The network's number of input channels is 0; allowed are 1 to 1024.",
    "1, 257, 64, 4, The network's number of classes is 257; allowed are 1 to 256.",
    "1, 1, 0, 4, The network's number of filters is 0; allowed are 1 to 256.",
    "1, 1, 64, 7, The network's depth is 7; allowed are 1 to 6."
  })
  void saysWhichNumberIsNotAllowed(int channels, int classes, int filters, int depth, String why) {
    Exception error =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Architecture(channels, classes, filters, depth));
    assertEquals(why, error.getMessage());
  }
}
