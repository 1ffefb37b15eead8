package sc.fiji.unet.display;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Plot;
import ij.gui.PlotWindow;
import ij.macro.Interpreter;
import java.awt.Button;
import java.awt.Color;
import java.awt.Panel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import sc.fiji.unet.imagej.ResultImages;

/**
 * The loss while a network trains, in a window with a Stop button; Escape stops too. Without a
 * screen and in batch mode there is no window and only the points are kept. For one thread.
 */
public final class TrainingPlot {

  /** Drawing takes about 10 ms; more often than this nobody sees it. */
  private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private record Point(int iteration, double training, double validation, double error) {}

  private final String title;
  private final List<Point> points = new ArrayList<>();
  private Button stop;
  private PlotWindow window;
  private long lastDrawn;
  private volatile boolean stopped;

  /** Forgets an Escape that was meant for earlier work. */
  public TrainingPlot(String title) {
    this.title = title;
    IJ.resetEscape();
  }

  /**
   * Adds a point and, where there is a window, draws it. A window that the user closed stays
   * closed.
   *
   * @param validationLoss NaN where it was not computed
   * @param error in validation, from 0; the same
   */
  public void add(int iteration, double trainingLoss, double validationLoss, double error) {
    points.add(new Point(iteration, trainingLoss, validationLoss, error));
    if (IJ.getInstance() == null || Interpreter.isBatchMode()) {
      return;
    }
    if (window == null) {
      show();
    } else if (!window.isClosed() && System.nanoTime() - lastDrawn > REDRAW_NANOS) {
      draw();
    }
  }

  /** Whether the curves are on the screen. */
  public boolean isVisible() {
    return window != null && !window.isClosed();
  }

  /** Says in the window that the training has ended. */
  public void end() {
    if (!isVisible()) return;
    draw();
    stop.setEnabled(false);
    stop.setLabel("Training has ended");
    window.pack();
  }

  /** Whether the user wants the training to end: keep the best network so far. */
  public boolean stopped() {
    return stopped || IJ.escapePressed();
  }

  /** The curves so far: both losses and the error in validation; iterations on the x axis. */
  public Plot toPlot() {
    Plot plot = new Plot(title, "Iteration", "Loss, error");
    plot.setColor(new Color(0x7fb3e6));
    addCurve(plot, "line", Point::training);
    Color red = new Color(0xc03020);
    plot.setColor(red, red);
    plot.setLineWidth(2);
    addCurve(plot, "connected", Point::validation);
    Color green = new Color(0x2a8a2a);
    plot.setColor(green, green);
    addCurve(plot, "connected", Point::error);
    plot.setColor(Color.BLACK);
    plot.setLineWidth(1);
    plot.addLegend("Training loss\nValidation loss\nValidation error");
    plot.setAxisYLog(true);
    plot.setLimitsToFit(false);
    return plot;
  }

  private void addCurve(Plot plot, String style, ToDoubleFunction<Point> loss) {
    List<Point> known =
        points.stream().filter(point -> !Double.isNaN(loss.applyAsDouble(point))).toList();
    plot.add(
        style,
        known.stream().mapToDouble(Point::iteration).toArray(),
        known.stream().mapToDouble(loss).toArray());
  }

  private void show() {
    ImagePlus active = WindowManager.getCurrentImage();
    window = toPlot().show();
    ResultImages.mark(window.getImagePlus(), active);
    stop = new Button("Stop training");
    stop.addActionListener(
        event -> {
          stopped = true;
          stop.setEnabled(false);
          stop.setLabel("Stopping...");
        });
    Panel panel = new Panel();
    panel.add(stop);
    window.add(panel);
    window.pack();
    lastDrawn = System.nanoTime();
  }

  private void draw() {
    Plot plot = toPlot();
    plot.useTemplate(window.getPlot(), Plot.COPY_SIZE);
    window.drawPlot(plot);
    lastDrawn = System.nanoTime();
  }
}
