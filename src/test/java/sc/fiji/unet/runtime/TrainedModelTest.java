package sc.fiji.unet.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.Precision;

class TrainedModelTest {

  @Test
  void understandsThatPyTorchHasTooLittleMemory() {
    try (NDManager memory = NDManager.newBaseManager("PyTorch")) {
      Exception tooMuch =
          assertThrows(EngineException.class, () -> memory.zeros(new Shape(1L << 50)));
      assertTrue(TrainedModel.meansTooLittleMemory(tooMuch.getMessage()), tooMuch.getMessage());
      Exception other =
          assertThrows(
              EngineException.class,
              () -> memory.zeros(new Shape(2, 3)).matMul(memory.zeros(new Shape(2, 3))));
      assertFalse(TrainedModel.meansTooLittleMemory(other.getMessage()), other.getMessage());
    }
    assertFalse(TrainedModel.meansTooLittleMemory(null));
  }

  @Test
  void holdsKeepAClosedModel() throws IOException {
    TrainedModel model = SmallModels.model(new Architecture(1, 1, 1, 1), 1);
    try (TrainedModel.Hold first = model.hold()) {
      try (TrainedModel.Hold second = model.hold()) {
        model.close();
        model.close();
        assertThrows(IllegalStateException.class, model::hold);
      }
      assertTrue(model.manager().isOpen());
    }
    assertFalse(model.manager().isOpen());
  }

  /** The network that works would vanish under it. */
  @Test
  void precisionIsKeptWhileTheModelWorks() throws IOException {
    try (TrainedModel model = SmallModels.model(new Architecture(1, 1, 1, 1), 1)) {
      try (TrainedModel.Hold hold = model.hold()) {
        Exception error =
            assertThrows(IllegalStateException.class, () -> model.setPrecision(Precision.BF16));
        assertEquals(
            "The model 'Small' is still at work; wait for its end before you change its precision.",
            error.getMessage());
        model.setPrecision(Precision.FP32);
      }
      model.setPrecision(Precision.BF16);
    }
  }
}
