package sc.fiji.unet.model;

import java.util.Locale;

/** The numbers that a network computes with. */
public enum Precision {
  /** 32-bit floating point: exact, and fast on every computer. */
  FP32,

  /**
   * bfloat16, with 8 bits of precision: for processors that have instructions for it; others only
   * emulate it, far slower.
   */
  BF16;

  /** For people, and in macros: "fp32". */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
