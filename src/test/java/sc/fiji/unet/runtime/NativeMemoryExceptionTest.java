package sc.fiji.unet.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.SmallModels;

class NativeMemoryExceptionTest {

  @Test
  void understandsThatPyTorchHasTooLittleMemory() {
    try (NDManager memory = Torch.newManager(SmallModels.COMPUTE)) {
      EngineException tooMuch =
          assertThrows(EngineException.class, () -> memory.zeros(new Shape(1L << 50)));
      RuntimeException understood = NativeMemoryException.of(tooMuch);
      assertInstanceOf(NativeMemoryException.class, understood, tooMuch.getMessage());
      assertEquals(tooMuch.getMessage(), understood.getMessage());
      assertSame(tooMuch, understood.getCause());
      EngineException other =
          assertThrows(
              EngineException.class,
              () -> memory.zeros(new Shape(2, 3)).matMul(memory.zeros(new Shape(2, 3))));
      assertSame(other, NativeMemoryException.of(other));
    }
    for (String ofCard :
        new String[] {
          "CUDA out of memory. Tried to allocate 2.00 GiB.",
          "cuDNN error: CUDNN_STATUS_ALLOC_FAILED",
          "MPS backend out of memory",
          "Invalid buffer size: 24.00 GB"
        })
      assertInstanceOf(
          NativeMemoryException.class, NativeMemoryException.of(new EngineException(ofCard)));
    RuntimeException silent = new RuntimeException();
    assertSame(silent, NativeMemoryException.of(silent));
  }
}
