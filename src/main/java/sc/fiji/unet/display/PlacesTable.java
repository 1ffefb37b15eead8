package sc.fiji.unet.display;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.measure.ResultsTable;
import ij.text.TextPanel;
import ij.text.TextWindow;
import java.awt.Rectangle;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A table of places in images, in a window in which a double click opens the place of a row. Its
 * columns are, among others, Image (a name), Plane (from 1), X, Y, Width and Height (pixels).
 */
public final class PlacesTable {

  private PlacesTable() {}

  /**
   * Shows a table in the place of one of the same title.
   *
   * @param opener gives the image of a name, unless one that it gave is still shown, or null if it
   *     is not to be had
   */
  public static void show(ResultsTable table, String title, Function<String, ImagePlus> opener) {
    if (WindowManager.getWindow(title) instanceof TextWindow old) old.close(false);
    table.show(title);
    if (!(WindowManager.getWindow(title) instanceof TextWindow window)) return; // batch mode
    Map<String, ImagePlus> given = new HashMap<>();
    TextPanel panel = window.getTextPanel();
    panel.addMouseListener(
        new MouseAdapter() {
          @Override
          public void mouseClicked(MouseEvent event) {
            int row = panel.getSelectionStart();
            if (event.getClickCount() == 2 && row >= 0) open(row(panel, row), given, opener);
          }
        });
  }

  /** By column, as it stands there now: rows may have been sorted. */
  private static Map<String, String> row(TextPanel panel, int index) {
    String[] headings = panel.getColumnHeadings().split("\t");
    String[] values = panel.getLine(index).split("\t");
    Map<String, String> row = new HashMap<>();
    for (int i = 0; i < Math.min(headings.length, values.length); i++)
      row.put(headings[i], values[i]);
    return row;
  }

  private static void open(
      Map<String, String> row, Map<String, ImagePlus> given, Function<String, ImagePlus> opener) {
    String name = row.get("Image");
    ImagePlus image = given.get(name);
    if (image == null || !image.isVisible()) image = opener.apply(name);
    if (image == null) {
      IJ.showStatus("'" + name + "' cannot be opened any more");
      return;
    }
    given.put(name, image);
    if (!image.isVisible()) image.show();
    WindowManager.setCurrentWindow(image.getWindow());
    image.getWindow().toFront();
    int slice = (number(row, "Plane") - 1) * image.getNChannels() + 1;
    image.setSlice(Math.min(image.getStackSize(), slice));
    image.setRoi(
        new Rectangle(
            number(row, "X"), number(row, "Y"), number(row, "Width"), number(row, "Height")));
  }

  private static int number(Map<String, String> row, String column) {
    return (int) Double.parseDouble(row.get(column));
  }
}
