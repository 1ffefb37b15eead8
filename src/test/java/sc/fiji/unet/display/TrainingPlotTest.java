package sc.fiji.unet.display;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ij.IJ;
import ij.ImageJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Plot;
import ij.gui.PlotWindow;
import ij.macro.Interpreter;
import java.awt.Button;
import java.awt.Component;
import java.awt.Container;
import java.awt.GraphicsEnvironment;
import java.awt.event.ActionEvent;
import java.awt.event.KeyEvent;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrainingPlotTest {

  @AfterEach
  void cleanUp() {
    Interpreter.batchMode = false;
    IJ.resetEscape();
    if (WindowManager.getImageCount() > 0) {
      WindowManager.closeAllWindows();
    }
  }

  @Test
  void batchModeKeepsThePointsWithoutAWindow() {
    Interpreter.batchMode = true;
    TrainingPlot plot = new TrainingPlot("Training");
    plot.add(1, 0.9, Double.NaN, Double.NaN);
    plot.add(2, 0.5, 0.7, 0.3);
    plot.add(3, 0.4, Double.NaN, Double.NaN);
    Plot curves = plot.toPlot();
    float[][] training = curves.getDataObjectArrays(0);
    assertArrayEquals(new float[] {1, 2, 3}, training[0]);
    assertArrayEquals(new float[] {0.9f, 0.5f, 0.4f}, training[1]);
    float[][] validation = curves.getDataObjectArrays(1);
    assertArrayEquals(new float[] {2}, validation[0]);
    assertArrayEquals(new float[] {0.7f}, validation[1]);
    assertArrayEquals(new float[] {0.3f}, curves.getDataObjectArrays(2)[1]);
    assertEquals(0, WindowManager.getImageCount());
    assertFalse(plot.stopped());
  }

  @Test
  void plotsBeforeTheFirstPoint() {
    assertTrue(new TrainingPlot("Training").toPlot().getProcessor().getWidth() > 0);
  }

  @Test
  void escapeStops() {
    IJ.setKeyDown(KeyEvent.VK_ESCAPE);
    TrainingPlot plot = new TrainingPlot("Training");
    assertFalse(plot.stopped(), "an earlier Escape is forgotten");
    IJ.setKeyDown(KeyEvent.VK_ESCAPE);
    assertTrue(plot.stopped());
  }

  @Test
  void oneWindowFollowsTheTraining() throws InterruptedException {
    startImageJ();
    TrainingPlot plot = new TrainingPlot("Training");
    plot.add(1, 0.9, Double.NaN, Double.NaN);
    ImagePlus image = WindowManager.getCurrentImage();
    Thread.sleep(300);
    plot.add(2, 0.5, 0.7, 0.3);
    assertEquals(1, WindowManager.getImageCount());
    assertSame(image, WindowManager.getCurrentImage());
    PlotWindow window = (PlotWindow) image.getWindow();
    assertArrayEquals(new float[] {1, 2}, window.getPlot().getDataObjectArrays(0)[0]);
  }

  @Test
  void buttonStops() {
    startImageJ();
    TrainingPlot plot = new TrainingPlot("Training");
    plot.add(1, 0.9, Double.NaN, Double.NaN);
    Button stop =
        buttons(WindowManager.getCurrentImage().getWindow())
            .filter(button -> button.getLabel().startsWith("Stop"))
            .findFirst()
            .orElseThrow();
    assertFalse(plot.stopped());
    stop.dispatchEvent(new ActionEvent(stop, ActionEvent.ACTION_PERFORMED, stop.getLabel()));
    assertTrue(plot.stopped());
    assertFalse(stop.isEnabled());
  }

  @Test
  void closedWindowStaysClosed() throws InterruptedException {
    startImageJ();
    TrainingPlot plot = new TrainingPlot("Training");
    plot.add(1, 0.9, Double.NaN, Double.NaN);
    WindowManager.getCurrentImage().close();
    Thread.sleep(300);
    plot.add(2, 0.5, Double.NaN, Double.NaN);
    assertEquals(0, WindowManager.getImageCount());
    assertFalse(plot.stopped());
  }

  private static void startImageJ() {
    assumeFalse(GraphicsEnvironment.isHeadless(), "needs a display");
    if (IJ.getInstance() == null) {
      new ImageJ(ImageJ.NO_SHOW);
    }
  }

  private static Stream<Button> buttons(Container container) {
    return Stream.of(container.getComponents())
        .flatMap(
            (Component component) ->
                component instanceof Button button
                    ? Stream.of(button)
                    : component instanceof Container inner ? buttons(inner) : Stream.empty());
  }
}
