package sc.fiji.unet.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.runtime.Torch;

class UNetTest {

  private static final float TOLERANCE = 1e-5f;

  private final NDManager manager = Torch.newManager(SmallModels.COMPUTE);

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @CsvSource({"2, 3, 2, 2", "1, 1, 3, 1", "3, 1, 2, 3", "1, 2, 1, 1"})
  void probabilitiesAreThoseOfThePlainNetwork(int channels, int classes, int filters, int depth) {
    Architecture architecture = new Architecture(channels, classes, filters, depth);
    UNet network = new UNet(architecture);
    network.initialize(manager);
    SmallModels.randomize(network, 7);
    NDArray image = random(channels, 2 * architecture.stride(), 3 * architecture.stride());

    PlainNetwork plain = new PlainNetwork(network);
    double[][][] expected = plain.unet(architecture, pixels(image));
    assertTrue(plain.isComplete());
    assertPixels(expected, network.predict(image));
    assertPixels(expected, forward(network, image).head());
  }

  @Test
  void imagesOfABatchAreIndependent() {
    UNet network = new UNet(new Architecture(1, 2, 2, 1));
    network.initialize(manager);
    SmallModels.randomize(network, 3);
    NDArray a = random(1, 4, 6);
    NDArray b = random(1, 4, 6).mul(2);
    NDArray both = network.predict(a.concat(b, 0));
    assertPixels(pixels(network.predict(a)), both.get("0:1"));
    assertPixels(pixels(network.predict(b)), both.get("1:2"));
  }

  @Test
  void returnsLogitsInTraining() {
    UNet network = new UNet(new Architecture(1, 1, 2, 1));
    network.initialize(manager);
    SmallModels.randomize(network, 5);
    NDArray image = random(1, 4, 4);
    NDArray trained = network.forward(store(), new NDList(image.mul(100)), true).head();
    assertTrue(trained.lt(0).any().getBoolean() || trained.gt(1).any().getBoolean());
  }

  @Test
  void convBlock() {
    Block block = initialized(new ConvBlock(3), new Shape(1, 2, 4, 6));
    NDArray x = random(2, 4, 6);
    assertPixels(new PlainNetwork(block).convBlock(pixels(x), 3), forward(block, x).head());
  }

  @Test
  void encoderBlockReturnsSkipAndPooled() {
    Block block = initialized(new EncoderBlock(3), new Shape(1, 2, 4, 6));
    NDArray x = random(2, 4, 6);
    double[][][] skip = new PlainNetwork(block).convBlock(pixels(x), 3);
    NDList skipAndPooled = forward(block, x);
    assertPixels(skip, skipAndPooled.get(0));
    assertPixels(PlainNetwork.maxPool(skip), skipAndPooled.get(1));
    assertArrayEquals(
        new Shape[] {new Shape(1, 3, 4, 6), new Shape(1, 3, 2, 3)},
        block.getOutputShapes(new Shape[] {x.getShape()}));
  }

  @Test
  void upConvolution() {
    Block block = initialized(new UpConvolution(2), new Shape(1, 3, 2, 3));
    assertEquals(new Shape(3, 2, 2, 2), block.getParameters().get("weight").getShape());
    NDArray x = random(3, 2, 3);
    assertPixels(new PlainNetwork(block).upConvolution(pixels(x), 2), forward(block, x).head());
  }

  @Test
  void decoderBlockPutsUpBeforeSkip() {
    Block block = initialized(new DecoderBlock(2), new Shape(1, 4, 2, 3), new Shape(1, 3, 4, 6));
    NDArray x = random(4, 2, 3);
    NDArray skip = random(3, 4, 6);
    double[][][] expected = new PlainNetwork(block).decoder(pixels(x), pixels(skip), 2);
    assertPixels(expected, forward(block, x, skip).head());
    assertArrayEquals(
        new Shape[] {new Shape(1, 2, 4, 6)},
        block.getOutputShapes(new Shape[] {x.getShape(), skip.getShape()}));
  }

  /** One step moves the running statistics by a tenth of the way, as ConvBlock says. */
  @Test
  void runningStatisticsFollowTheBatch() {
    Block block = new ConvBlock(1);
    block.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 4, 4));
    NDArray x = random(1, 4, 4);
    double[][] convolved = new PlainNetwork(block).convolution(pixels(x), 1, 3)[0];
    block.forward(store(), new NDList(x), true);
    double mean = Arrays.stream(convolved).flatMapToDouble(Arrays::stream).average().orElseThrow();
    Parameter running = block.getChildren().get(1).getValue().getParameters().get("runningMean");
    assertEquals(0.1 * mean, running.getArray().getFloat(), TOLERANCE);
  }

  /** He et al. 2015: sqrt(2 / fan-in). */
  @Test
  void initialWeightsHaveHesDeviation() {
    UNet network = new UNet(new Architecture(1, 1, 32, 1));
    network.initialize(manager);
    NDArray weight = network.getParameters().get("02bridge_04Conv2d_weight").getArray();
    assertEquals(new Shape(64, 64, 3, 3), weight.getShape());
    double deviation = Math.sqrt(weight.square().mean().getFloat());
    double expected = Math.sqrt(2.0 / (9 * 64));
    assertEquals(expected, deviation, 0.02 * expected);
  }

  /** Keras counts the same in the tutorial's network of 3 inputs and 1 class. */
  @Test
  void fullNetworkHasTheParametersOfKeras() {
    assertParameters(new Architecture(3, 1, 64, 4), 31_055_297, 31_043_521);
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1, 1", "2, 5, 3, 2", "1, 2, 16, 3", "4, 1, 2, 6"})
  void anyNetworkHasTheParametersOfItsLayers(int channels, int classes, int filters, int depth) {
    Architecture architecture = new Architecture(channels, classes, filters, depth);
    assertParameters(architecture, count(architecture, 4), count(architecture, 2));
  }

  @Test
  void fullNetworkCountsItsLayers() {
    Architecture full = new Architecture(3, 1, 64, 4);
    assertEquals(31_055_297, count(full, 4));
    assertEquals(31_043_521, count(full, 2));
  }

  @ParameterizedTest
  @CsvSource({"3, 1, 64, 4", "1, 7, 8, 2", "2, 2, 1, 1"})
  void outputIsAsLargeAsTheInput(int channels, int classes, int filters, int depth) {
    UNet network = new UNet(new Architecture(channels, classes, filters, depth));
    assertArrayEquals(
        new Shape[] {new Shape(2, classes, 512, 512)},
        network.getOutputShapes(new Shape[] {new Shape(2, channels, 512, 512)}));
  }

  /**
   * Parameters by hand: k x k x in x out weights and a bias for each output in a convolution, 4
   * numbers for each channel in a batch normalisation, two of which are learned.
   */
  private static long count(Architecture architecture, int perChannel) {
    long sum = 0;
    int in = architecture.inputChannels();
    for (int level = 0; level <= architecture.depth(); level++) { // encoders and bridge
      int n = architecture.filters(level);
      sum += convBlock(in, n, perChannel);
      in = n;
    }
    for (int level = architecture.depth() - 1; level >= 0; level--) {
      int n = architecture.filters(level);
      sum += 2 * 2 * 2 * n * n + n; // up, from 2n channels
      sum += convBlock(2 * n, n, perChannel);
    }
    return sum
        + (long) architecture.baseFilters() * architecture.classes()
        + architecture.classes();
  }

  private static long convBlock(long in, long n, int perChannel) {
    return (9 * in * n + n) + (9 * n * n + n) + 2 * perChannel * n;
  }

  private void assertParameters(Architecture architecture, long all, long trainable) {
    UNet network = new UNet(architecture);
    network.setInitializer(Initializer.ZEROS, parameter -> true);
    network.initialize(manager);
    long[] counts = new long[2];
    for (Parameter parameter : network.getParameters().values()) {
      counts[0] += parameter.getShape().size();
      if (parameter.requiresGradient()) counts[1] += parameter.getShape().size();
    }
    assertArrayEquals(new long[] {all, trainable}, counts);
  }

  private Block initialized(Block block, Shape... inputs) {
    block.initialize(manager, DataType.FLOAT32, inputs);
    SmallModels.randomize(block, 11);
    return block;
  }

  private ParameterStore store() {
    return new ParameterStore(manager, false);
  }

  private NDList forward(Block block, NDArray... inputs) {
    return block.forward(store(), new NDList(inputs), false);
  }

  private NDArray random(int channels, int height, int width) {
    Random random = new Random(channels + height + width);
    float[] values = new float[channels * height * width];
    for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
    return manager.create(values, new Shape(1, channels, height, width));
  }

  private static double[][][] pixels(NDArray array) {
    Shape shape = array.getShape();
    float[] values = array.toFloatArray();
    double[][][] pixels = new double[(int) shape.get(1)][(int) shape.get(2)][(int) shape.get(3)];
    int i = 0;
    for (double[][] channel : pixels)
      for (double[] row : channel) for (int x = 0; x < row.length; x++) row[x] = values[i++];
    return pixels;
  }

  private static void assertPixels(double[][][] expected, NDArray actual) {
    double[][][] pixels = pixels(actual);
    assertEquals(expected.length, pixels.length);
    for (int c = 0; c < expected.length; c++) {
      assertEquals(expected[c].length, pixels[c].length);
      for (int y = 0; y < expected[c].length; y++)
        assertArrayEquals(expected[c][y], pixels[c][y], TOLERANCE);
    }
  }
}
