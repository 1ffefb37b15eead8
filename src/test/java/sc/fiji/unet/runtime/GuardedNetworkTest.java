package sc.fiji.unet.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.progress.UserException;

/** With a network on the processor in the place of the card's. */
class GuardedNetworkTest {

  private static final Compute GPU = new Compute("gpu0", Precision.FP32);
  private static final Placement PLACE =
      new Placement(GPU, Optional.of(GpuFactsTest.CARD), Optional.of("The card computes."));
  private static final float[] IMAGE = {1, 2};
  private static final float[] OF_PROCESSOR = {2, 3};

  private final List<Compute> opened = new ArrayList<>();

  @Test
  void aDeviceThatWorks() throws IOException {
    try (Network network = guarded("return x")) {
      assertEquals(Optional.of("The card computes."), network.news());
      assertArrayEquals(IMAGE, network.predict(IMAGE, 1, 2));
      assertEquals(Optional.empty(), network.news(), "it was told");
      assertEquals(Optional.of(GpuFactsTest.CARD), network.card());
      assertEquals(List.of(GPU), opened);
    }
  }

  /** This PyTorch is made for processors: a card fails when the network is opened. */
  @Test
  void aDeviceThatIsNotThere() throws IOException {
    Architecture architecture = new Architecture(2, 1, 2, 1);
    byte[] weights = SmallModels.weights(architecture, 4);
    float[] image = new float[2 * 8 * 4];
    try (Network network = Network.open(SmallModels.description(architecture), weights, GPU);
        Network exact =
            Network.open(SmallModels.description(architecture), weights, SmallModels.COMPUTE)) {
      assertArrayEquals(exact.predict(image, 4, 8), network.predict(image, 4, 8));
      assertEquals(SmallModels.COMPUTE, network.compute());
      String news = network.news().orElseThrow();
      assertTrue(
          news.startsWith("The processor computes, as the graphics card ('gpu0') failed: "), news);
    }
  }

  @Test
  void aDeviceThatFailsInPrediction() throws IOException {
    try (Network network = guarded("return torch.view(x, [7])")) {
      assertArrayEquals(OF_PROCESSOR, network.predict(IMAGE, 1, 2));
      assertArrayEquals(OF_PROCESSOR, network.predict(IMAGE, 1, 2));
      assertEquals(List.of(GPU, SmallModels.COMPUTE), opened);
      assertEquals(Optional.empty(), network.card());
      assertTrue(network.news().orElseThrow().contains("'gpu0') failed: "));
      assertEquals(Optional.empty(), network.news());
    }
  }

  /** The first work closes the network whose thread it runs in. */
  @Test
  @Timeout(20)
  void goesOnInTheThreadOfTheNextNetwork() throws Exception {
    try (Network network = guarded("return torch.view(x, [7])")) {
      for (int i = 0; i < 3; i++) {
        FutureTask<float[]> work = new FutureTask<>(() -> network.predict(IMAGE, 1, 2));
        network.execute(work);
        assertArrayEquals(OF_PROCESSOR, work.get());
      }
      assertEquals(List.of(GPU, SmallModels.COMPUTE), opened);
    }
  }

  /** Of a large tile a smaller one may do. */
  @Test
  void aDeviceWithoutMemory() throws IOException {
    try (Network network = guarded("return torch.add(x, torch.zeros([1125899906842624]))")) {
      assertThrows(NativeMemoryException.class, () -> network.predict(new float[513], 1, 513));
      assertEquals(List.of(GPU), opened);
      assertEquals(512, network.predict(new float[512], 1, 512).length);
      assertEquals(List.of(GPU, SmallModels.COMPUTE), opened);
    }
  }

  /** What fails on the processor, too, fails. */
  @Test
  void anImageThatNoDeviceTakes() throws IOException {
    String fails = "return torch.view(x, [7])";
    try (Network network = guarded(fails, fails)) {
      assertThrows(UserException.class, () -> network.predict(IMAGE, 1, 2));
      assertThrows(UserException.class, () -> network.predict(IMAGE, 1, 2));
      assertEquals(List.of(GPU, SmallModels.COMPUTE), opened);
    }
  }

  @Test
  void aClosedOneIsNotOpenedAgain() throws IOException {
    Network network = guarded("return x");
    network.close();
    assertThrows(IllegalStateException.class, () -> network.predict(IMAGE, 1, 2));
    assertEquals(List.of(GPU), opened);
  }

  private Network guarded(String onCard) throws IOException {
    return guarded(onCard, "return torch.add(x, 1)");
  }

  private Network guarded(String onCard, String onProcessor) throws IOException {
    return new GuardedNetwork(
        compute -> {
          opened.add(compute);
          String body = compute.isOnCpu() ? onProcessor : onCard;
          return new ForeignNetwork(
              ForeignNetworkTest.ONE,
              ForeignNetworkTest.archive(
                  "  def forward(self, x: Tensor) -> Tensor:\n    " + body + "\n"),
              SmallModels.COMPUTE);
        },
        PLACE);
  }
}
