package sc.fiji.unet.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.model.Tiling;
import sc.fiji.unet.progress.UserException;

class NetworkTest {

  /** Two channels, 8 wide and 4 high. */
  private static final float[] IMAGE = image(2 * 8 * 4);

  private static float[] image(int size) {
    Random random = new Random(1);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) values[i] = (float) random.nextGaussian();
    return values;
  }

  @Test
  void probabilitiesOfEachClass() throws IOException {
    try (Network network = open(new Architecture(2, 3, 2, 2), Precision.FP32)) {
      assertEquals(new Tiling.Exact(4, 22), network.tiling());
      float[] map = network.predict(IMAGE, 4, 8);
      assertEquals(3 * 32, map.length);
      for (int i = 0; i < 32; i++) assertEquals(1, map[i] + map[32 + i] + map[64 + i], 1e-6);
    }
  }

  /** It has a precision of its own from the beginning, and loses little by it. */
  @Test
  void predictsInBfloat16() throws IOException {
    Architecture architecture = new Architecture(2, 1, 2, 1);
    try (Network exact = open(architecture, Precision.FP32);
        Network half = open(architecture, Precision.BF16)) {
      float[] map = half.predict(IMAGE, 4, 8);
      assertArrayEquals(exact.predict(IMAGE, 4, 8), map, 0.05f);
      assertFalse(Arrays.equals(exact.predict(IMAGE, 4, 8), map));
    }
  }

  @Test
  void refusesVolumes() {
    Architecture volumes = new Architecture(3, 1, 1, false, 1, 1);
    ModelDescription description =
        new ModelDescription("Deep", volumes, 0, List.of("objects"), Map.of());
    Exception error =
        assertThrows(
            UserException.class, () -> Network.open(description, new byte[0], SmallModels.COMPUTE));
    assertEquals(
        "The model 'Deep' has the axis 'z'; only 2D models are supported: batch, channel, y and x.",
        error.getMessage());
  }

  @Test
  void refusesTooFewWeights() {
    Architecture large = new Architecture(1, 1, 256, 4);
    Exception error =
        assertThrows(
            IOException.class,
            () ->
                Network.open(
                    SmallModels.description(large),
                    SmallModels.weights(new Architecture(1, 1, 1, 1), 1),
                    SmallModels.COMPUTE));
    assertEquals("The weights are fewer than those of the network.", error.getMessage());
  }

  /** Each of many predictions is finished, or not begun. */
  @Test
  @Timeout(60)
  void mayBeClosedWhilePredictionsRun() throws Exception {
    Architecture architecture = new Architecture(2, 1, 2, 1);
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      for (int run = 0; run < 5; run++) {
        Network network = open(architecture, Precision.FP32);
        float[] expected = network.predict(IMAGE, 4, 8);
        AtomicInteger predictions = new AtomicInteger();
        List<? extends Future<?>> work =
            Stream.generate(
                    () ->
                        threads.submit(
                            () -> {
                              while (true) {
                                assertArrayEquals(expected, network.predict(IMAGE, 4, 8), 1e-6f);
                                predictions.incrementAndGet();
                              }
                            }))
                .limit(3)
                .toList();
        while (predictions.get() < 10 * run) Thread.onSpinWait();
        network.close();
        for (Future<?> each : work) {
          Exception ended = assertThrows(Exception.class, each::get);
          assertEquals(IllegalStateException.class, ended.getCause().getClass());
          assertEquals("The network is closed.", ended.getCause().getMessage());
        }
      }
    } finally {
      threads.shutdown();
    }
  }

  private static Network open(Architecture architecture, Precision precision) throws IOException {
    return Network.open(
        SmallModels.description(architecture),
        SmallModels.weights(architecture, 4),
        Compute.onCpu(precision));
  }
}
