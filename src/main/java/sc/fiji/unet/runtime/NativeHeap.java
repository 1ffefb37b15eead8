package sc.fiji.unet.runtime;

/** The C library's heap, which PyTorch takes its arrays from. */
final class NativeHeap {

  // Numbers of glibc's malloc.h.
  private static final int TRIM_THRESHOLD = -1;
  private static final int TOP_PAD = -2;
  private static final int MMAP_MAX = -4;

  private static final int TOP = 1 << 28; // bytes to ask for at once

  private NativeHeap() {}

  /**
   * Lets arrays use memory again that others released, until it is trimmed. Else Linux' C library
   * maps each array above 32 MB anew, and the system fills it with zeros: of a training step, a
   * third of its time.
   */
  static void reuse() {
    call("mallopt", MMAP_MAX, 0);
    call("mallopt", TRIM_THRESHOLD, Integer.MAX_VALUE);
    call("mallopt", TOP_PAD, TOP);
  }

  /**
   * Gives the system back what was released. Linux' C library keeps it, up to a gigabyte after
   * large tiles, once more for each thread that the network ran in; others do not.
   */
  static void trim() {
    call("malloc_trim", 0);
  }

  private static void call(String function, Object... arguments) {
    try {
      CLibrary.open().ifPresent(library -> library.getFunction(function).invokeInt(arguments));
    } catch (UnsatisfiedLinkError e) {
      // A C library that has no such function.
    }
  }
}
