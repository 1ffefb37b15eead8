package sc.fiji.unet.runtime;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;

/** The C library's heap, which PyTorch takes its arrays from. */
final class NativeHeap {

  private NativeHeap() {}

  /**
   * Gives the system back what was released. Linux' C library keeps it, up to a gigabyte after
   * large tiles, once more for each thread that the network ran in; others do not.
   */
  static void trim() {
    if (!Platform.isLinux()) return;
    try {
      NativeLibrary.getProcess().getFunction("malloc_trim").invokeInt(new Object[] {0});
    } catch (UnsatisfiedLinkError e) {
      // A C library that has no such function.
    }
  }
}
