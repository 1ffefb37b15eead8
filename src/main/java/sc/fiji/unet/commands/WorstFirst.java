package sc.fiji.unet.commands;

import ij.ImagePlus;
import ij.measure.ResultsTable;
import java.awt.GraphicsEnvironment;
import java.awt.Rectangle;
import java.util.List;
import java.util.function.Function;
import sc.fiji.unet.display.PlacesTable;
import sc.fiji.unet.jobs.JudgedImage;

/** The table of the images that a model does worst on, each with the place to annotate next. */
final class WorstFirst {

  private WorstFirst() {}

  /**
   * Shows it, if there is a screen.
   *
   * @param reached heading of what is reached
   * @param opener see {@link PlacesTable#show}
   */
  static void show(
      List<JudgedImage> images, String reached, String title, Function<String, ImagePlus> opener) {
    if (images.isEmpty() || GraphicsEnvironment.isHeadless()) return;
    ResultsTable table = new ResultsTable();
    for (JudgedImage judged : images) {
      table.addRow();
      table.addValue("Image", judged.image());
      table.addValue("Plane", judged.plane());
      table.addValue(reached, judged.reached());
      judged.before().ifPresent(before -> table.addValue("before", before));
      Rectangle least = judged.leastSure();
      table.addValue("X", least.x);
      table.addValue("Y", least.y);
      table.addValue("Width", least.width);
      table.addValue("Height", least.height);
    }
    PlacesTable.show(table, title, opener);
  }
}
