package sc.fiji.unet.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import sc.fiji.unet.model.ProcessingStep.ElementWise;

/** What was measured of a plane, in a file. */
final class MeasuredSteps {

  private MeasuredSteps() {}

  static void write(List<ElementWise> steps, OutputStream out) throws IOException {
    ObjectOutputStream objects = new ObjectOutputStream(out);
    objects.writeObject(new ArrayList<>(steps));
    objects.flush();
  }

  @SuppressWarnings("unchecked")
  static List<ElementWise> read(InputStream in) throws IOException {
    try {
      return (List<ElementWise>) new ObjectInputStream(in).readObject();
    } catch (ClassNotFoundException e) {
      throw new IOException("what was measured is of another version", e);
    }
  }
}
