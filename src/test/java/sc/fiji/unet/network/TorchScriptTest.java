package sc.fiji.unet.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.runtime.Torch;
import sc.fiji.unet.runtime.TorchModule;

class TorchScriptTest {

  private static final float TOLERANCE = 1e-5f;

  private final NDManager manager = Torch.newManager(SmallModels.COMPUTE);

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @CsvSource({
    "PORTABLE, 1, 1, 4, 2",
    "PORTABLE, 3, 4, 2, 1",
    "PREDICTION, 1, 1, 4, 2",
    "PREDICTION, 3, 4, 2, 1",
    "PREDICTION, 2, 1, 1, 3"
  })
  void predictsAsTheBlocksDo(Form form, int channels, int classes, int filters, int depth) {
    UNet network = network(new Architecture(channels, classes, filters, depth), 1);
    NDArray image = image(network, 2);
    float[] expected = network.predict(image).toFloatArray();
    try (TorchModule compiled = TorchModule.of(network, form, SmallModels.COMPUTE)) {
      assertArrayEquals(expected, compiled.predict(image).toFloatArray(), TOLERANCE);
      assertArrayEquals(expected, compiled.predict(channelsLast(image)).toFloatArray(), TOLERANCE);
    }
  }

  /** So wide that strips are 32 rows, the last one of the second level only 2. */
  @ParameterizedTest
  @CsvSource({"PREDICTION, 1", "PREDICTION, 2"})
  void stripsAreSeamless(Form form, int images) {
    UNet network = network(new Architecture(1, 1, 4, 2), 1);
    NDArray image = manager.randomNormal(new Shape(images, 1, 68, 32768));
    float[] expected = network.predict(image).toFloatArray();
    try (TorchModule compiled = TorchModule.of(network, form, SmallModels.COMPUTE)) {
      assertArrayEquals(expected, compiled.predict(channelsLast(image)).toFloatArray(), TOLERANCE);
    }
  }

  /** The distance is a sigmoid of its own, beside one class and behind several. */
  @ParameterizedTest
  @CsvSource({"PORTABLE, 1", "PORTABLE, 3", "PREDICTION, 1", "PREDICTION, 3"})
  void predictsADistanceAsTheBlocksDo(Form form, int classes) {
    UNet network = network(new Architecture(2, 1, classes, true, 2, 1), 1);
    NDArray image = image(network, 2);
    NDArray predicted = network.predict(image);
    assertEquals(classes + 1, predicted.getShape().get(1));
    float[] expected = predicted.toFloatArray();
    try (TorchModule compiled = TorchModule.of(network, form, SmallModels.COMPUTE)) {
      assertArrayEquals(expected, compiled.predict(image).toFloatArray(), TOLERANCE);
    }
    if (classes == 1) return;
    float[] sums = predicted.get(":, :" + classes).sum(new int[] {1}).toFloatArray();
    for (float sum : sums) assertEquals(1, sum, TOLERANCE);
    float[] distances = predicted.get(":, " + classes + ":").toFloatArray();
    assertTrue(distances[0] > 0 && distances[0] < 1 && distances[0] != distances[1]);
  }

  /** With the running statistics, as a validation wants them. */
  @ParameterizedTest
  @CsvSource({"TRAINING, 1", "TRAINING, 3"})
  void validatesAsTheBlocksDo(Form form, int classes) {
    UNet network = network(new Architecture(2, classes, 4, 2), 3);
    NDArray image = channelsLast(image(network, 4));
    try (TorchModule compiled = TorchModule.of(network, form, SmallModels.COMPUTE)) {
      float[] expected = network.predict(image).toFloatArray();
      float[] found = probabilities(compiled.predict(image)).toFloatArray();
      assertArrayEquals(expected, found, TOLERANCE);
    }
  }

  private static NDArray probabilities(NDArray logits) {
    return logits.getShape().get(1) == 1 ? Activation.sigmoid(logits) : logits.softmax(1);
  }

  @ParameterizedTest
  @CsvSource({
    "TRAINING_BF16, 1",
    "TRAINING_BF16, 3",
    "PREDICTION_BF16, 1",
    "PREDICTION_BF16, 3",
    "PORTABLE_HALF, 1",
    "PORTABLE_HALF, 3"
  })
  void halfPrecisionIsClose(Form form, int classes) {
    UNet network = network(new Architecture(2, classes, 4, 2), 3);
    NDArray image = image(network, 4);
    try (TorchModule compiled = TorchModule.of(network, form, SmallModels.COMPUTE)) {
      NDArray half = compiled.predict(image);
      if (form == Form.TRAINING_BF16) half = probabilities(half);
      float[] difference = half.sub(network.predict(image)).abs().toFloatArray();
      Arrays.sort(difference);
      assertTrue(difference[difference.length / 2] < 0.02, "median of differences");
      assertTrue(difference[difference.length / 2] > 0, "it was not bfloat16");
    }
  }

  @Test
  void learnsAsTheBlocksDo() {
    UNet network = network(new Architecture(1, 2, 2, 2), 5);
    // Channels last as in the product: of other layouts PyTorch 2.7.1 computes garbage on some
    // processors (gradients of a first convolution of one channel; AMD Zen 5).
    NDArray image = channelsLast(image(network, 6));
    try (TorchModule compiled = TorchModule.of(network, Form.TRAINING, SmallModels.COMPUTE)) {
      compiled.learn();
      NDArray logits;
      NDArray compiledLogits;
      try (GradientCollector gradients = Torch.newGradientCollector()) {
        ParameterStore store = new ParameterStore(manager, false);
        logits = network.forward(store, new NDList(image), true).head();
        compiledLogits = compiled.train(image);
        gradients.backward(logits.square().mean().add(compiledLogits.square().mean()));
      }
      assertArrayEquals(logits.toFloatArray(), compiledLogits.toFloatArray(), TOLERANCE);
      var expected = network.script(Form.TRAINING, manager).arrays();
      var found = compiled.arrays();
      assertEquals(expected.keySet(), new java.util.TreeMap<>(found).keySet());
      int learned = 0;
      for (String name : expected.keySet()) {
        NDArray a = expected.get(name);
        NDArray b = found.get(name);
        assertArrayEquals(a.toFloatArray(), b.toFloatArray(), TOLERANCE, name);
        assertEquals(!name.contains("running"), b.hasGradient(), name);
        if (!b.hasGradient()) continue;
        learned++;
        assertArrayEquals(
            a.getGradient().toFloatArray(), b.getGradient().toFloatArray(), 1e-4f, name);
      }
      assertEquals(network.getParameters().size() - 2 * 2 * 5, learned);
    }
  }

  @Test
  void readsWhatItWrote() throws IOException {
    UNet written = network(new Architecture(2, 3, 2, 2), 7);
    UNet read = network(new Architecture(2, 3, 2, 2), 8);
    NDArray image = image(written, 9);
    TorchScript.read(new ByteArrayInputStream(archive(written, Form.PORTABLE)), read);
    assertArrayEquals(written.predict(image).toFloatArray(), read.predict(image).toFloatArray(), 0);
  }

  @Test
  void halfIsHalfAsLargeAndReadAsItWasRounded() throws IOException {
    Architecture architecture = new Architecture(2, 3, 8, 2);
    UNet written = network(architecture, 7);
    byte[] half = TorchScript.archive(written, true);
    byte[] whole = TorchScript.archive(written, false);
    assertEquals(2L * architecture.parameters(), whole.length - half.length, 3000);
    UNet read = TorchScript.open(architecture, half, manager);
    NDArray image = image(written, 9);
    try (TorchModule compiled =
        TorchModule.load(new ByteArrayInputStream(half), SmallModels.COMPUTE)) {
      assertArrayEquals(
          compiled.predict(image).toFloatArray(), read.predict(image).toFloatArray(), TOLERANCE);
    }
    assertArrayEquals(half, TorchScript.archive(read, true));
    float[] difference = read.predict(image).sub(written.predict(image)).abs().toFloatArray();
    Arrays.sort(difference);
    assertTrue(difference[0] < difference[difference.length - 1], "nothing was rounded");
    assertTrue(difference[difference.length / 2] < 0.02);
  }

  @Test
  void refusesAnotherNetworksWeights() {
    UNet wide = network(new Architecture(1, 1, 4, 1), 1);
    UNet deep = network(new Architecture(1, 1, 2, 2), 1);
    byte[] narrow = archive(network(new Architecture(1, 1, 2, 1), 1), Form.PORTABLE);
    for (UNet other : List.of(wide, deep))
      assertThrows(
          IOException.class, () -> TorchScript.read(new ByteArrayInputStream(narrow), other));
  }

  @Test
  void damagedArchivesAreRefused() {
    byte[] whole = archive(network(new Architecture(1, 1, 2, 1), 1), Form.PORTABLE);
    byte[] truncated = Arrays.copyOf(whole, whole.length / 2);
    for (byte[] damaged : List.of(new byte[0], new byte[1000], truncated))
      assertThrows(
          IOException.class,
          () -> TorchModule.load(new ByteArrayInputStream(damaged), SmallModels.COMPUTE));
  }

  /** PyTorch maps the file into memory. */
  @Test
  void numbersAreStoredAtMultiplesOf64Bytes() throws IOException {
    byte[] archive = archive(network(new Architecture(1, 1, 2, 2), 1), Form.PORTABLE);
    assertArrayEquals(archive, archive(network(new Architecture(1, 1, 2, 2), 1), Form.PORTABLE));
    List<String> names = new ArrayList<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
        names.add(entry.getName());
        assertEquals(ZipEntry.STORED, entry.getMethod());
        byte[] data = zip.readAllBytes();
        int at = 0;
        while (!Arrays.equals(archive, at, at + data.length, data, 0, data.length)) at += 64;
      }
    }
    assertTrue(names.containsAll(List.of("archive/data.pkl", "archive/code/__torch__.py")));
  }

  @Test
  void bfloat16RoundsToEven() {
    assertEquals(0x3f80, TorchScript.bfloat16(1));
    assertEquals(0x3f80, TorchScript.bfloat16(1 + 1 / 256f)); // half way: down to even
    assertEquals(0x3f82, TorchScript.bfloat16(1 + 3 / 256f)); // half way: up to even
    assertEquals((short) 0xc000, TorchScript.bfloat16(-2));
  }

  private UNet network(Architecture architecture, long seed) {
    UNet network = new UNet(architecture);
    network.initialize(manager);
    SmallModels.randomize(network, seed);
    return network;
  }

  private NDArray image(UNet network, long seed) {
    int side = 2 * network.architecture().stride();
    Shape shape = new Shape(2, network.architecture().inputChannels(), side, side + side / 2);
    float[] values = new float[(int) shape.size()];
    Random random = new Random(seed);
    for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
    return manager.create(values, shape);
  }

  private NDArray channelsLast(NDArray image) {
    NDArray turned = image.transpose(0, 2, 3, 1);
    return manager.create(turned.toFloatArray(), turned.getShape()).transpose(0, 3, 1, 2);
  }

  private static byte[] archive(UNet network, Form form) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      TorchScript.write(network, form, bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }
}
