package sc.fiji.unet.runtime;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * NVIDIA's driver, as far as it tells of its first card. It is there wherever a card is used; DJL
 * asks CUDA's own library instead, which many computers have not.
 */
final class CudaDriver {

  // Numbers of the driver's cuda.h.
  private static final int MAJOR = 75;
  private static final int MINOR = 76;

  private static final int LONGEST_NAME = 256; // bytes

  private final NativeLibrary library;

  private CudaDriver(NativeLibrary library) {
    this.library = library;
  }

  /**
   * Empty where there is no driver, or it cannot be asked.
   *
   * @param free whether to ask how much memory is free, for which the card is prepared to compute
   */
  static Optional<GpuFacts.Driver> ask(boolean free) {
    try {
      String name = Platform.isWindows() ? "nvcuda" : "libcuda.so.1";
      return Optional.of(new CudaDriver(NativeLibrary.getInstance(name)).facts(free));
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Error e) { // a LinkageError of several kinds, or JNA's own, which is a plain one
      return Optional.empty();
    }
  }

  private GpuFacts.Driver facts(boolean free) {
    int[] version = new int[1];
    call("cuDriverGetVersion", version);
    return new GpuFacts.Driver(version[0], card(free));
  }

  private Optional<GpuFacts.Card> card(boolean free) {
    int[] device = new int[1];
    int[] major = new int[1];
    int[] minor = new int[1];
    byte[] name = new byte[LONGEST_NAME];
    long[] total = new long[1];
    boolean found =
        call("cuInit", 0)
            && call("cuDeviceGet", device, 0)
            && call("cuDeviceGetName", name, name.length, device[0])
            && call("cuDeviceGetAttribute", major, MAJOR, device[0])
            && call("cuDeviceGetAttribute", minor, MINOR, device[0])
            && call("cuDeviceTotalMem_v2", total, device[0]);
    return found
        ? Optional.of(
            new GpuFacts.Card(
                Native.toString(name),
                10 * major[0] + minor[0],
                total[0],
                free ? free(device[0]) : OptionalLong.empty()))
        : Optional.empty();
  }

  /** In PyTorch's own context of the card, which this makes if it is the first. */
  private OptionalLong free(int device) {
    PointerByReference context = new PointerByReference();
    if (!call("cuDevicePrimaryCtxRetain", context, device)) return OptionalLong.empty();
    try {
      Pointer own = context.getValue();
      if (!call("cuCtxPushCurrent_v2", own)) return OptionalLong.empty();
      long[] free = new long[1];
      boolean told = call("cuMemGetInfo_v2", free, new long[1]);
      call("cuCtxPopCurrent_v2", context);
      return told ? OptionalLong.of(free[0]) : OptionalLong.empty();
    } finally {
      call("cuDevicePrimaryCtxRelease_v2", device);
    }
  }

  private boolean call(String function, Object... arguments) {
    return library.getFunction(function).invokeInt(arguments) == 0;
  }
}
