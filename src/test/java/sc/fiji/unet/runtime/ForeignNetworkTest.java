package sc.fiji.unet.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.bioimageio.PackageReader;
import sc.fiji.unet.images.NormalizedImage;
import sc.fiji.unet.model.About;
import sc.fiji.unet.model.Axes;
import sc.fiji.unet.model.AxisSize;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.NetworkInput;
import sc.fiji.unet.model.NetworkOutput;
import sc.fiji.unet.model.Output;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.model.ProcessingStep;
import sc.fiji.unet.model.ProcessingStep.Binarize;
import sc.fiji.unet.model.ProcessingStep.ScaleLinear;
import sc.fiji.unet.model.ProcessingStep.Sigmoid;
import sc.fiji.unet.model.ProcessingStep.Softmax;
import sc.fiji.unet.network.Form;
import sc.fiji.unet.network.ScriptModule;
import sc.fiji.unet.network.TorchScript;
import sc.fiji.unet.progress.UserException;

class ForeignNetworkTest {

  private static final Path NUCLEI = Path.of("../shared/data/bioimageio/unet2d_nuclei_broad");

  /** One channel in and out. */
  static final ModelDescription ONE = description(1, "bcyx", "bcyx", List.of());

  /** A published model of other programs, where it is at hand. */
  @Test
  void reproducesItsTestOutput() throws IOException {
    assumeTrue(Files.isDirectory(NUCLEI), NUCLEI + " is not here");
    try (PackageReader reader = PackageReader.open(NUCLEI, "nuclei");
        Network network =
            Network.open(reader.description(), reader.weights(), SmallModels.COMPUTE)) {
      ModelDescription description = reader.description();
      NormalizedImage input =
          NormalizedImage.of(
              ArrayImgs.floats(reader.testInput().values(), 512, 512, 1),
              description.input().preprocessing());
      assertArrayEquals(
          reader.testOutput().values(),
          network.predict(input.read(input.interval()), 512, 512),
          1e-4f);
      assertEquals("UNet 2D Nuclei Broad", description.name());
      assertEquals(List.of("probability"), description.classNames());
      assertEquals(new AxisSize(512, 0), description.input().sizes().get(0));
      assertEquals(32, description.output().halo().get(0));
      assertEquals("MIT", description.about().license());
      assertEquals(Optional.empty(), description.input().pixelSize());
    }
  }

  /** PyTorch leads each order to bcyx, and from there to the same order or another. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 | bcyx | x | bcyx | y",
        "2 | byxc | torch.permute(x, [0, 3, 1, 2]) | byxc | torch.permute(y, [0, 2, 3, 1])",
        "2 | bcxy | torch.permute(x, [0, 1, 3, 2]) | xycb | torch.permute(y, [3, 2, 1, 0])",
        "2 | xycb | torch.permute(x, [3, 2, 1, 0]) | bcxy | torch.permute(y, [0, 1, 3, 2])",
        "2 | cyx | torch.unsqueeze(x, 0) | cyx | torch.squeeze(y, 0)",
        "2 | yxc | torch.unsqueeze(torch.permute(x, [2, 0, 1]), 0) | yxc"
            + " | torch.permute(torch.squeeze(y, 0), [1, 2, 0])",
        "1 | xy | torch.permute(torch.unsqueeze(torch.unsqueeze(x, 0), 0), [0, 1, 3, 2]) | yx"
            + " | torch.squeeze(torch.squeeze(y, 0), 0)",
        "1 | byx | torch.unsqueeze(x, 1) | bcyx | y"
      })
  void ordersAxesAsTheNetworkHasThem(
      int channels, String given, String toOurs, String returned, String fromOurs)
      throws IOException {
    // Adds 100 to the first row and 10 to the first column of what then is bcyx.
    String code =
        """
          def forward(self, x: Tensor) -> Tensor:
            y = torch.clone(%s)
            _0 = torch.add_(torch.select(y, 2, 0), 100)
            _1 = torch.add_(torch.select(y, 3, 0), 10)
            return %s
        """
            .formatted(toOurs, fromOurs);
    // 3 wide, 2 high
    float[] image =
        channels == 2
            ? new float[] {1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6}
            : new float[] {1, 2, 3, 4, 5, 6};
    float[] expected =
        channels == 2
            ? new float[] {111, 102, 103, 14, 5, 6, 109, 98, 97, 6, -5, -6}
            : new float[] {111, 102, 103, 14, 5, 6};
    ModelDescription description = description(channels, given, returned, List.of());
    try (Network network = Network.open(description, archive(code), SmallModels.COMPUTE)) {
      assertArrayEquals(expected, network.predict(image, 2, 3));
    }
  }

  @Test
  void elementWisePostprocessing() throws IOException {
    double half = Math.log(3);
    check(List.of(new Sigmoid()), 0.5, 0.75, 0.25, 0.5);
    check(List.of(new ScaleLinear(List.of(1.0, 2.0), List.of(1.0))), 1, 1 + half, 1 - 2 * half, 1);
    check(List.of(new Sigmoid(), new Binarize(List.of(0.6, 0.2))), 0, 1, 1, 1);
  }

  @Test
  void softmaxOverTheChannels() throws IOException {
    check(List.of(new Softmax()), 0.75, 0.75, 0.25, 0.25);
    check(List.of(new ScaleLinear(List.of(1e6), List.of(0.0)), new Softmax()), 1, 1, 0, 0);
  }

  /** Of two channels of two pixels: 0, log 3 and -log 3, 0. */
  private static void check(List<ProcessingStep> steps, double... expected) throws IOException {
    float half = (float) Math.log(3);
    ModelDescription description = description(2, "bcyx", "bcyx", steps);
    try (Network network = Network.open(description, returning("x"), SmallModels.COMPUTE)) {
      float[] map = network.predict(new float[] {0, -half, half, 0}, 1, 2);
      assertEquals(4, map.length);
      for (int i = 0; i < 4; i++) assertEquals(expected[i], map[i], 1e-6);
    }
  }

  /** Truth values, 64-bit integers, 16 and 64-bit floating point. */
  @ParameterizedTest
  @CsvSource({
    "'torch.gt(x, 1)', 0, 1",
    "'torch.to(x, 4)', 0, 2",
    "'torch.to(x, 5)', 0.5, 2.5",
    "'torch.to(x, 7)', 0.5, 2.5"
  })
  void numbersOfOtherTypes(String result, float first, float second) throws IOException {
    try (Network network = Network.open(ONE, returning(result), SmallModels.COMPUTE)) {
      assertArrayEquals(
          new float[] {first, second}, network.predict(new float[] {0.5f, 2.5f}, 1, 2));
    }
  }

  /** Weights of 16 and of 64 bits want their input so. */
  @ParameterizedTest
  @ValueSource(ints = {5, 7})
  void weightsOfOtherPrecision(int type) throws IOException {
    String result = "torch.conv2d(x, torch.ones([1, 1, 1, 1], dtype=" + type + "))";
    try (Network network = Network.open(ONE, returning(result), SmallModels.COMPUTE)) {
      for (int i = 0; i < 2; i++)
        assertArrayEquals(
            new float[] {0.5f, 2.5f}, network.predict(new float[] {0.5f, 2.5f}, 1, 2));
    }
  }

  /** A list, a tuple or a dictionary of one. */
  @ParameterizedTest
  @ValueSource(strings = {"[x]", "(x,)", "{'map': x}"})
  void oneOutputMayBeWrapped(String result) throws IOException {
    try (Network network = Network.open(ONE, returning(result), SmallModels.COMPUTE)) {
      assertArrayEquals(new float[] {0.5f, 2.5f}, network.predict(new float[] {0.5f, 2.5f}, 1, 2));
    }
  }

  @Test
  void namesTheOutputsOfADictionary() throws IOException {
    byte[] two = returning("{'map': x, 'flow': x}");
    try (Network network = Network.open(ONE, two, SmallModels.COMPUTE)) {
      Exception error =
          assertThrows(UserException.class, () -> network.predict(new float[] {1, 2}, 1, 2));
      assertEquals(
          "The network of the model 'Foreign' returns 2 outputs (flow, map) where its description"
              + " names one.",
          error.getMessage());
    }
  }

  @Test
  void saysThatThereAreSeveralOutputs() throws IOException {
    try (Network network = Network.open(ONE, returning("[x, x]"), SmallModels.COMPUTE)) {
      Exception error =
          assertThrows(UserException.class, () -> network.predict(new float[] {1, 2}, 1, 2));
      assertEquals(
          "The network of the model 'Foreign' returns 2 outputs where its description names one.",
          error.getMessage());
    }
  }

  @Test
  void saysThatTheNetworkFails() throws IOException {
    byte[] failing = returning("torch.matmul(x, x)");
    try (Network network = Network.open(ONE, failing, SmallModels.COMPUTE)) {
      Exception error =
          assertThrows(UserException.class, () -> network.predict(new float[] {1, 2}, 1, 2));
      assertEquals(
          "The network of the model 'Foreign' fails on an input of (1, 1, 1, 2): RuntimeError: Expected"
              + " size for first two dimensions of batch2 tensor to be: [1, 2] but got: [1, 1].",
          error.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'torch.cat([x, x], 1)', '(1, 2, 1, 2)'",
    "'torch.cat([x, x], 3)', '(1, 1, 1, 4)'",
    "'torch.squeeze(x, 0)', '(1, 1, 2)'"
  })
  void saysThatTheNetworkReturnsSomethingElse(String result, String shape) throws IOException {
    try (Network network = Network.open(ONE, returning(result), SmallModels.COMPUTE)) {
      Exception error =
          assertThrows(UserException.class, () -> network.predict(new float[] {1, 2}, 1, 2));
      assertEquals(
          "The network of the model 'Foreign' returns "
              + shape
              + " where its description says (1, 1, 1, 2).",
          error.getMessage());
    }
  }

  @Test
  void computesInOnePrecisionOnly() throws IOException {
    byte[] weights = returning("x");
    Exception error =
        assertThrows(
            UserException.class, () -> Network.open(ONE, weights, Compute.onCpu(Precision.BF16)));
    assertEquals(
        "The model 'Foreign' was not trained with this plugin; it runs in fp32 only.",
        error.getMessage());
    try (Network network = Network.open(ONE, weights, SmallModels.COMPUTE)) {
      assertEquals(Set.of(Precision.FP32), network.precisions());
    }
  }

  private static byte[] returning(String result) throws IOException {
    String type =
        switch (result.charAt(0)) {
          case '[' -> "List[Tensor]";
          case '(' -> "Tuple[Tensor]";
          case '{' -> "Dict[str, Tensor]";
          default -> "Tensor";
        };
    return archive(
        """
          def forward(self, x: Tensor) -> %s:
            return %s
        """
            .formatted(type, result));
  }

  private static ModelDescription description(
      int channels, String given, String returned, List<ProcessingStep> postprocessing) {
    AxisSize any = new AxisSize(1, 1);
    return new ModelDescription(
        "Foreign",
        About.byUser(),
        new NetworkInput(channels, List.of(any, any), List.of(), new Axes(given), Optional.empty()),
        new NetworkOutput(
            Output.of(Output.classNames(channels)),
            List.of(0, 0),
            postprocessing,
            new Axes(returned)),
        Optional.empty());
  }

  static byte[] archive(String code) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TorchScript.write(new ScriptModule("Foreign", code, Map.of()), Form.PORTABLE, bytes);
    return bytes.toByteArray();
  }
}
