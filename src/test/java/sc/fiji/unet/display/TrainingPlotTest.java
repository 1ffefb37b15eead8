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
import ij.process.ByteProcessor;
import java.awt.Button;
import java.awt.Component;
import java.awt.Container;
import java.awt.GraphicsEnvironment;
import java.awt.Label;
import java.awt.Panel;
import java.awt.event.ActionEvent;
import java.awt.event.KeyEvent;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.imagej.ResultImages;
import sc.fiji.unet.progress.LearningPoint;
import sc.fiji.unet.progress.ValidationImage;

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
    plot.add(point(1, 0.9, Double.NaN, Double.NaN));
    plot.add(point(2, 0.5, 0.7, 0.3));
    plot.add(point(3, 0.4, Double.NaN, Double.NaN));
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
    plot.add(point(1, 0.9, Double.NaN, Double.NaN));
    ImagePlus image = WindowManager.getCurrentImage();
    Thread.sleep(300);
    plot.add(point(2, 0.5, 0.7, 0.3));
    assertEquals(1, WindowManager.getImageCount());
    assertSame(image, WindowManager.getCurrentImage());
    PlotWindow window = (PlotWindow) image.getWindow();
    assertArrayEquals(new float[] {1, 2}, window.getPlot().getDataObjectArrays(0)[0]);
  }

  @Test
  void buttonStops() {
    startImageJ();
    TrainingPlot plot = new TrainingPlot("Training");
    plot.add(point(1, 0.9, Double.NaN, Double.NaN));
    Button stop = button(WindowManager.getCurrentImage().getWindow(), "Stop");
    assertFalse(plot.stopped());
    press(stop);
    assertTrue(plot.stopped());
    assertFalse(stop.isEnabled());
  }

  /** The last point is seldom what is kept. */
  @Test
  void atTheEndTheWindowSaysWhatIsKept() {
    startImageJ();
    TrainingPlot plot = new TrainingPlot("Training");
    plot.add(point(1, 0.9, 0.8, 0.3));
    PlotWindow window = (PlotWindow) WindowManager.getCurrentImage().getWindow();
    plot.end("kept is iteration 1");
    assertFalse(button(window, "Training has ended").isEnabled());
    Panel panel = (Panel) button(window, "Pause").getParent();
    assertTrue(
        Stream.of(panel.getComponents())
            .anyMatch(
                part -> part instanceof Label l && l.getText().equals("kept is iteration 1")));
  }

  /** A pause ends when the training is to end. */
  @Test
  void buttonPauses() throws InterruptedException {
    startImageJ();
    TrainingPlot plot = new TrainingPlot("Training");
    plot.add(point(1, 0.9, 0.8, 0.3));
    PlotWindow window = (PlotWindow) WindowManager.getCurrentImage().getWindow();
    plot.waitWhilePaused();
    press(button(window, "Pause"));
    Thread training = new Thread(plot::waitWhilePaused);
    training.start();
    training.join(300);
    assertTrue(training.isAlive());
    press(button(window, "Go on"));
    training.join(5000);
    assertFalse(training.isAlive());
    press(button(window, "Pause"));
    press(button(window, "Stop"));
    plot.waitWhilePaused();
    assertFalse(plot.discarded());
  }

  @Test
  void aValidationImageIsShownAndIsNoImageToSegment() {
    startImageJ();
    ImagePlus image = new ImagePlus("mine", new ByteProcessor(3, 2));
    image.show();
    TrainingPlot plot = new TrainingPlot("Training");
    float[] right = {0, 0, 1, 0, 0, 1};
    plot.show(
        new ValidationImage(3, 2, new float[6], new int[] {1, 0, 0, 1, 0, 0}, right, new float[6]));
    plot.add(point(1, 0.9, 0.8, 0.3));
    ImagePlus view = WindowManager.getImage("Training: green as annotated, magenta as found");
    assertEquals(6, view.getWidth());
    int[] pixels = (int[]) view.getProcessor().getPixels();
    assertEquals(0x30d030, pixels[0] & 0xffffff);
    assertEquals(0xff40ff, pixels[1] & 0xffffff);
    assertSame(image, ResultImages.original(view));
    assertSame(image, ResultImages.original(WindowManager.getCurrentImage()));
    view.close();
    plot.show(new ValidationImage(1, 1, new float[1], new int[1], new float[1], new float[1]));
    assertFalse(view.isVisible());
  }

  @Test
  void closedWindowStaysClosed() throws InterruptedException {
    startImageJ();
    TrainingPlot plot = new TrainingPlot("Training");
    plot.add(point(1, 0.9, Double.NaN, Double.NaN));
    WindowManager.getCurrentImage().close();
    Thread.sleep(300);
    plot.add(point(2, 0.5, Double.NaN, Double.NaN));
    assertEquals(0, WindowManager.getImageCount());
    assertFalse(plot.stopped());
  }

  private static LearningPoint point(int iteration, double training, double loss, double error) {
    return new LearningPoint(iteration, training, loss, error, "mean AP 0.700", 250, 600);
  }

  private static void startImageJ() {
    assumeFalse(GraphicsEnvironment.isHeadless(), "needs a display");
    if (IJ.getInstance() == null) {
      new ImageJ(ImageJ.NO_SHOW);
    }
  }

  private static Button button(Container window, String label) {
    return buttons(window)
        .filter(button -> button.getLabel().startsWith(label))
        .findFirst()
        .orElseThrow();
  }

  private static void press(Button button) {
    button.dispatchEvent(new ActionEvent(button, ActionEvent.ACTION_PERFORMED, button.getLabel()));
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
