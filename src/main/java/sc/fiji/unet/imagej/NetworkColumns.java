package sc.fiji.unet.imagej;

import ij.measure.ResultsTable;
import java.util.List;
import sc.fiji.unet.images.FoundObjects;

/**
 * What the network says of the objects of a plane.
 *
 * @param model its name
 * @param classes their names; empty where they are not told apart
 */
record NetworkColumns(FoundObjects found, String model, List<String> classes) {

  /**
   * To the last row: Model, Class, where there are several, and Confidence, the mean probability of
   * its pixels to be no background.
   */
  void append(ResultsTable table, int label) {
    table.addValue("Model", model);
    if (!classes.isEmpty()) table.addValue("Class", classes.get(found.objectClass(label) - 1));
    table.addValue("Confidence", found.confidence(label));
  }
}
