package sc.fiji.unet.model;

/** What a network computes on. */
public enum Device {
  /** The processor. */
  CPU,

  /** A graphics card, or Apple's graphics processor. */
  GPU
}
