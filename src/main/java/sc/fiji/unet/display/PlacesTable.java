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
import java.util.List;
import java.util.function.Function;

/** A table of places in images, in a window in which a double click opens the place of a row. */
public final class PlacesTable {

  /**
   * @param image its name
   * @param plane from 1
   * @param area of that plane, in pixels
   */
  public record Place(String image, int plane, Rectangle area) {}

  private PlacesTable() {}

  /**
   * @param table with a row for each place
   * @param opener gives the image of a name, or null if it is not to be had
   */
  public static void show(
      ResultsTable table, String title, List<Place> places, Function<String, ImagePlus> opener) {
    table.show(title);
    if (!(WindowManager.getWindow(title) instanceof TextWindow window)) return; // batch mode
    TextPanel panel = window.getTextPanel();
    panel.addMouseListener(
        new MouseAdapter() {
          @Override
          public void mouseClicked(MouseEvent event) {
            int row = panel.getSelectionStart();
            if (event.getClickCount() == 2 && row >= 0 && row < places.size())
              open(places.get(row), opener);
          }
        });
  }

  static void open(Place place, Function<String, ImagePlus> opener) {
    ImagePlus image = WindowManager.getImage(place.image());
    if (image == null) image = opener.apply(place.image());
    if (image == null) {
      IJ.showStatus("'" + place.image() + "' cannot be opened any more");
      return;
    }
    if (!image.isVisible()) image.show();
    WindowManager.setCurrentWindow(image.getWindow());
    image.getWindow().toFront();
    int perPlane = image.getNChannels();
    image.setSlice(Math.min(image.getStackSize(), (place.plane() - 1) * perPlane + 1));
    image.setRoi(place.area());
  }
}
