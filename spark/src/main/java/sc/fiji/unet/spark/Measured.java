package sc.fiji.unet.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;

/** What was measured of a plane, in a file. */
final class Measured {

  private Measured() {}

  /**
   * @param measured serializable
   */
  static void write(Object measured, OutputStream out) throws IOException {
    ObjectOutputStream objects = new ObjectOutputStream(out);
    objects.writeObject(measured);
    objects.flush();
  }

  @SuppressWarnings("unchecked") // a file's name tells what is in it
  static <T> T read(InputStream in) throws IOException {
    try {
      return (T) new ObjectInputStream(in).readObject();
    } catch (ClassNotFoundException e) {
      throw new IOException("what was measured is of another version", e);
    }
  }
}
