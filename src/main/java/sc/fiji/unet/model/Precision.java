package sc.fiji.unet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import sc.fiji.unet.network.Form;
import sc.fiji.unet.network.UNet;
import sc.fiji.unet.runtime.TorchModule;

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

  /** So many times as slow on a tiny tile, it is emulated: a larger one would take minutes. */
  private static final double EMULATED = 3;

  /** Of each precision, in turn, so that other work on the computer does not decide. */
  private static final int RUNS = 6;

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
   * Measures which precision predicts faster on this computer, in about a second: on tiles of
   * growing size, unless bfloat16 turns out to be emulated.
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
            ratio = ratio(bf16, fp32, tile);
          }
          if (ratio > EMULATED) break;
        }
        return ratio < 1 ? BF16 : FP32;
      }
    }
  }

  /** Of the least times of both; the first run of each does not count. */
  private static double ratio(TorchModule first, TorchModule second, NDArray tile) {
    seconds(first, tile);
    seconds(second, tile);
    double ofFirst = Double.POSITIVE_INFINITY;
    double ofSecond = Double.POSITIVE_INFINITY;
    for (int run = 0; run < RUNS; run++) {
      ofFirst = Math.min(ofFirst, seconds(first, tile));
      ofSecond = Math.min(ofSecond, seconds(second, tile));
    }
    return ofFirst / ofSecond;
  }

  private static double seconds(TorchModule network, NDArray tile) {
    long start = System.nanoTime();
    try (NDArray map = network.predict(tile)) {
      map.toFloatArray();
    }
    return (System.nanoTime() - start) / 1e9;
  }
}
