package sc.fiji.unet.training;

import java.util.Locale;
import sc.fiji.unet.runtime.Compute;

/** The precision that this computer is faster in, for bench/network. */
final class FastestPrecision {

  private FastestPrecision() {}

  public static void main(String[] arguments) {
    System.out.println(Compute.fastest().name().toLowerCase(Locale.ROOT));
  }
}
