package sc.fiji.unet.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.launcher.InImageJ;

@InImageJ
class PlacesTableTest {

  private final List<String> asked = new ArrayList<>();

  @BeforeEach
  void needScreen() {
    assumeFalse(GraphicsEnvironment.isHeadless(), "needs a display");
  }

  @AfterEach
  void close() {
    if (WindowManager.getWindow("Places") instanceof TextWindow window) window.close(false);
    IJ.run("Close All");
  }

  @Test
  void aDoubleClickOpensThePlaceOfTheRow() {
    show("gone", "cells");
    doubleClick(1);
    ImagePlus cells = WindowManager.getCurrentImage();
    assertEquals("cells", cells.getTitle());
    assertEquals(3, cells.getCurrentSlice());
    assertEquals(new Rectangle(2, 1, 5, 4), cells.getRoi().getBounds());
    cells.killRoi();
    doubleClick(1);
    doubleClick(0);
    assertSame(cells, WindowManager.getCurrentImage());
    assertEquals(new Rectangle(2, 1, 5, 4), cells.getRoi().getBounds());
    assertEquals(List.of("cells", "gone"), asked);
  }

  /** Of the table before nothing is left. */
  @Test
  void anotherTableTakesItsPlace() {
    show("first");
    show("cells");
    doubleClick(0);
    assertEquals(List.of("cells"), asked);
  }

  private void show(String... images) {
    ResultsTable table = new ResultsTable();
    for (String image : images) {
      table.addRow();
      table.addValue("Image", image);
      table.addValue("mean AP", 0.123456);
      table.addValue("Plane", 3);
      table.addValue("X", 2);
      table.addValue("Y", 1);
      table.addValue("Width", 5);
      table.addValue("Height", 4);
    }
    PlacesTable.show(
        table,
        "Places",
        name -> {
          asked.add(name);
          return name.equals("gone") ? null : IJ.createImage(name, 16, 16, 4, 8);
        });
  }

  private static void doubleClick(int row) {
    TextPanel panel = ((TextWindow) WindowManager.getWindow("Places")).getTextPanel();
    panel.setSelection(row, row);
    MouseEvent click =
        new MouseEvent(panel, MouseEvent.MOUSE_CLICKED, 0, 0, 5, 5, 2, false, MouseEvent.BUTTON1);
    for (Component part : panel.getComponents())
      for (MouseListener listener : part.getMouseListeners()) listener.mouseClicked(click);
  }
}
