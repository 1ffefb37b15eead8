package sc.fiji.unet.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.network.TorchScript;
import sc.fiji.unet.network.UNet;
import sc.fiji.unet.runtime.Torch;

class AverageNetworkTest {

  @Test
  void averagesTheLastSteps() throws IOException {
    try (NDManager manager = Torch.newManager(SmallModels.COMPUTE)) {
      Architecture architecture = new Architecture(1, 1, 1, 1);
      UNet learning = new UNet(architecture);
      learning.initialize(manager);
      UNet averaged = new UNet(architecture);
      averaged.initialize(manager);
      Map<String, NDArray> state = TorchScript.arrays(learning);
      float[] expected = null;
      byte[] archive;
      try (AverageNetwork average =
          new AverageNetwork(averaged, state, SmallModels.COMPUTE, manager)) {
        int arrays = manager.getManagedArrays().size();
        for (int step = 1; step <= 30; step++) {
          SmallModels.randomize(learning, step);
          float[] now = state.get("bridge.conv1.weight").toFloatArray();
          if (expected == null) expected = now;
          float share = Math.min(1, 10f / (9 + step));
          for (int i = 0; i < now.length; i++) expected[i] += share * (now[i] - expected[i]);
          average.update();
        }
        assertEquals(arrays, manager.getManagedArrays().size());
        archive = average.archive(false);
        float[] inPlace = average.network().arrays().get("bridge.conv1.weight").toFloatArray();
        assertArrayEquals(expected, inPlace, 1e-5f);
      }
      UNet read = TorchScript.open(architecture, archive, manager);
      float[] found = TorchScript.arrays(read).get("bridge.conv1.weight").toFloatArray();
      assertArrayEquals(expected, found, 1e-5f);
    }
  }
}
