package sc.fiji.unet.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.measure.ResultsTable;
import ij.text.TextPanel;
import ij.text.TextWindow;
import java.awt.Component;
import java.awt.GraphicsEnvironment;
import java.awt.Rectangle;
import java.awt.event.MouseEvent;
import java.awt.event.MouseListener;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.launcher.InImageJ;

@InImageJ
class PlacesTableTest {

  private static final PlacesTable.Place PLACE =
      new PlacesTable.Place("cells", 3, new Rectangle(2, 1, 5, 4));

  @AfterEach
  void close() {
    if (WindowManager.getWindow("Places") instanceof TextWindow window) window.close(false);
    IJ.run("Close All");
  }

  @Test
  void aPlaceIsOpenedOnce() {
    assumeFalse(GraphicsEnvironment.isHeadless(), "needs a display");
    ImagePlus cells = IJ.createImage("cells", 16, 16, 4, 8);
    PlacesTable.open(PLACE, name -> cells);
    assertTrue(cells.isVisible());
    assertEquals(3, cells.getCurrentSlice());
    assertEquals(PLACE.area(), cells.getRoi().getBounds());
    cells.killRoi();
    PlacesTable.open(
        PLACE,
        name -> {
          throw new AssertionError("it is open");
        });
    assertEquals(PLACE.area(), cells.getRoi().getBounds());
    PlacesTable.open(new PlacesTable.Place("gone", 1, new Rectangle(1, 1)), name -> null);
    assertSame(cells, WindowManager.getCurrentImage());
  }

  @Test
  void aDoubleClickOpensTheRow() {
    assumeFalse(GraphicsEnvironment.isHeadless(), "needs a display");
    ResultsTable table = new ResultsTable();
    table.addRow();
    table.addValue("Image", "cells");
    PlacesTable.show(
        table, "Places", List.of(PLACE), name -> IJ.createImage("cells", 16, 16, 4, 8));
    TextPanel panel = ((TextWindow) WindowManager.getWindow("Places")).getTextPanel();
    panel.setSelection(0, 0);
    MouseEvent click =
        new MouseEvent(panel, MouseEvent.MOUSE_CLICKED, 0, 0, 5, 5, 2, false, MouseEvent.BUTTON1);
    for (Component part : panel.getComponents())
      for (MouseListener listener : part.getMouseListeners()) listener.mouseClicked(click);
    assertEquals("cells", WindowManager.getCurrentImage().getTitle());
  }
}
