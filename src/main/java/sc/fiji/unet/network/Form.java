package sc.fiji.unet.network;

/** The forms that {@link TorchScript} gives a network; all take and return 32-bit numbers. */
public enum Form {
  /**
   * To be kept in a file, and for other programs: parameters and running statistics as they are.
   * Returns probabilities, and logits where another program trains it.
   */
  PORTABLE(false, false),

  /**
   * {@link #PORTABLE}, with the weights of convolutions stored in bfloat16: half as large. Another
   * program that goes on training it loses small steps.
   */
  PORTABLE_HALF(false, false),

  /**
   * To learn, and to validate: returns logits. Weights are laid out channels last; running
   * statistics are parameters too, so that DJL shows them.
   */
  TRAINING(false, false),

  /** {@link #TRAINING}, but convolutions and all between them are computed in bfloat16. */
  TRAINING_BF16(false, true),

  /**
   * To predict fast: batch normalisation is a part of the convolutions' weights, which are laid out
   * channels last. Returns probabilities.
   */
  PREDICTION(true, false),

  /** {@link #PREDICTION} with weights and all computation in bfloat16. */
  PREDICTION_BF16(true, true);

  private final boolean predicts;
  private final boolean half;

  Form(boolean predicts, boolean half) {
    this.predicts = predicts;
    this.half = half;
  }

  /** Whether it can only predict. */
  boolean predicts() {
    return predicts;
  }

  /** Whether it begins in training mode. */
  boolean trains() {
    return this == TRAINING || this == TRAINING_BF16;
  }

  /** Whether it is kept in a file. */
  boolean kept() {
    return this == PORTABLE || this == PORTABLE_HALF;
  }

  /** Whether it computes in bfloat16. */
  boolean half() {
    return half;
  }
}
