package sc.fiji.unet.model;

import java.util.Optional;

/**
 * What somebody wants of where and how a network computes; what is empty the computer decides: a
 * graphics card that can be used, and the precision that is faster there.
 */
public record Computing(Optional<Device> device, Optional<Precision> precision) {

  /** The computer decides all. */
  public static final Computing AUTOMATIC = new Computing(Optional.empty(), Optional.empty());

  public Computing on(Device other) {
    return new Computing(Optional.of(other), precision);
  }

  public Computing in(Precision other) {
    return new Computing(device, Optional.of(other));
  }
}
