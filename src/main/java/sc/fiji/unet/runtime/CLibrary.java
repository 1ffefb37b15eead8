package sc.fiji.unet.runtime;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.util.Optional;

/** The C library of Linux. */
final class CLibrary {

  private CLibrary() {}

  /**
   * Empty on other systems, and where JNA, which calls it, cannot load: from a temporary folder
   * that nothing may run from, say, or beside another version of itself.
   */
  static Optional<NativeLibrary> open() {
    try {
      return Platform.isLinux() ? Optional.of(NativeLibrary.getProcess()) : Optional.empty();
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Error e) { // a LinkageError of several kinds, or JNA's own, which is a plain one
      return Optional.empty();
    }
  }
}
