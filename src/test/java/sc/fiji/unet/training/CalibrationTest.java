package sc.fiji.unet.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.images.NormalizedImage;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.model.ProcessingStep.ZeroMeanUnitVariance;
import sc.fiji.unet.network.TorchScript;
import sc.fiji.unet.network.UNet;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.runtime.Compute;
import sc.fiji.unet.runtime.Torch;

class CalibrationTest {

  private static final Architecture ARCHITECTURE = new Architecture(1, 1, 2, 1);
  private static final Compute COMPUTE = Compute.onCpu(Precision.FP32);

  private static byte[] network() {
    try (NDManager memory = Torch.newManager(COMPUTE)) {
      UNet network = new UNet(ARCHITECTURE);
      network.initialize(memory);
      return TorchScript.archive(network, false);
    }
  }

  private static Map<String, float[]> arrays(byte[] weights) throws IOException {
    try (NDManager memory = Torch.newManager(COMPUTE)) {
      Map<String, float[]> arrays = new TreeMap<>();
      for (Map.Entry<String, NDArray> array :
          TorchScript.arrays(TorchScript.open(ARCHITECTURE, weights, memory)).entrySet())
        arrays.put(array.getKey(), array.getValue().toFloatArray());
      return arrays;
    }
  }

  private static List<NormalizedImage> images() {
    Random random = new Random(1);
    float[] pixels = new float[64 * 64];
    for (int i = 0; i < pixels.length; i++) pixels[i] = random.nextInt(100) + i % 64;
    return List.of(
        NormalizedImage.of(
            ArrayImgs.floats(pixels, 64, 64, 1), List.of(ZeroMeanUnitVariance.PER_CHANNEL)));
  }

  private static Calibration.Outcome calibrated(byte[] weights) throws IOException {
    return new Calibration(new Start(ARCHITECTURE, weights), COMPUTE).run(images(), Progress.NONE);
  }

  @Test
  void measuresStatisticsAndKeepsWhatWasLearned() throws IOException {
    byte[] network = network();
    Calibration.Outcome first = calibrated(network);
    assertTrue(first.shift() > 0.02, "shift " + first.shift());
    assertEquals(0, calibrated(first.weights()).shift(), 1e-3);
    Map<String, float[]> before = arrays(network);
    Map<String, float[]> after = arrays(first.weights());
    assertEquals(before.keySet(), after.keySet());
    for (String name : before.keySet())
      if (!name.contains("running_")) assertArrayEquals(before.get(name), after.get(name), name);
    String variance =
        after.keySet().stream().filter(n -> n.endsWith("running_var")).findFirst().orElseThrow();
    for (float value : after.get(variance)) assertTrue(value > 0 && value != 1);
  }

  @Test
  void endsWhenCanceled() {
    Progress canceled =
        new Progress() {
          @Override
          public void report(String status, double fraction) {}

          @Override
          public boolean isCanceled() {
            return true;
          }
        };
    Calibration calibration = new Calibration(new Start(ARCHITECTURE, network()), COMPUTE);
    assertThrows(CancellationException.class, () -> calibration.run(images(), canceled));
  }
}
