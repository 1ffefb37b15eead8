package sc.fiji.unet.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** The numbers that a network computes with. */
public enum Precision {
  /** 32-bit floating point: exact, and fast on every computer. */
  FP32(Form.TRAINING, Form.PREDICTION),

  /**
   * bfloat16, with 8 bits of precision: for processors that have instructions for it; those that
   * have not only emulate it, far slower.
   */
  BF16(Form.TRAINING_BF16, Form.PREDICTION_BF16);

  private static final int LARGEST_TILE = 256; // pixels

  /** So much faster on a tiny tile that no larger one can turn it. */
  private static final double CLEARLY = 3;

  private final Form training;
  private final Form prediction;

  Precision(Form training, Form prediction) {
    this.training = training;
    this.prediction = prediction;
  }

  /** The form that learns in this precision. */
  public Form training() {
    return training;
  }

  /** The form that predicts in this precision. */
  public Form prediction() {
    return prediction;
  }

  /**
   * Measures which precision predicts faster on this computer, in about a second: tiles of growing
   * size, until one precision is clearly ahead.
   */
  public static Precision fastest(Architecture architecture) {
    try (NDManager memory = NDManager.newBaseManager("PyTorch")) {
      UNet network = new UNet(architecture);
      network.initialize(memory);
      try (TorchModule fp32 = TorchModule.of(network, Form.PREDICTION);
          TorchModule bf16 = TorchModule.of(network, Form.PREDICTION_BF16)) {
        double ratio = 1;
        for (int side = architecture.stride(); side <= LARGEST_TILE; side *= 2) {
          Shape shape = new Shape(1, architecture.inputChannels(), side, side);
          try (NDArray tile = memory.ones(shape)) {
            ratio = seconds(bf16, tile) / seconds(fp32, tile);
          }
          if (ratio > CLEARLY || ratio < 1 / CLEARLY) break;
        }
        return ratio < 1 ? BF16 : FP32;
      }
    }
  }

  /** The faster of two runs after one that does not count. */
  private static double seconds(TorchModule network, NDArray tile) {
    double least = Double.POSITIVE_INFINITY;
    for (int run = 0; run < 3; run++) {
      long start = System.nanoTime();
      try (NDArray map = network.predict(tile)) {
        map.toFloatArray();
      }
      if (run > 0) least = Math.min(least, (System.nanoTime() - start) / 1e9);
    }
    return least;
  }
}
