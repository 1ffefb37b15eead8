package sc.fiji.unet.display;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Plot;
import ij.gui.PlotWindow;
import ij.gui.YesNoCancelDialog;
import ij.macro.Interpreter;
import java.awt.Button;
import java.awt.Color;
import java.awt.FlowLayout;
import java.awt.Label;
import java.awt.Panel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import sc.fiji.unet.imagej.ResultImages;
import sc.fiji.unet.progress.LearningPoint;
import sc.fiji.unet.progress.ValidationImage;

/**
 * The loss while a network trains, in a window with buttons that stop, pause and discard; Escape
 * stops too. A second window shows an image of the validation. Without a screen and in batch mode
 * there is no window and only the points are kept. For one thread.
 */
public final class TrainingPlot {

  /** Drawing takes about 10 ms; more often than this nobody sees it. */
  private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final String title;
  private final List<LearningPoint> points = new ArrayList<>();
  private final ValidationView view;
  private Label status;
  private Button stop;
  private Button pause;
  private Button discard;
  private PlotWindow window;
  private long lastDrawn;
  private volatile boolean stopped;
  private volatile boolean paused;
  private volatile boolean discarded;
  private volatile boolean ended;

  /** Forgets an Escape that was meant for earlier work. */
  public TrainingPlot(String title) {
    this.title = title;
    view = new ValidationView(title);
    IJ.resetEscape();
  }

  /**
   * Adds a point and, where there is a window, draws it. A window that the user closed stays
   * closed.
   *
   * @param point its loss and error of the validation are NaN where they were not computed
   */
  public void add(LearningPoint point) {
    points.add(point);
    if (!hasScreen()) return;
    if (window == null) {
      show();
    } else if (!window.isClosed() && System.nanoTime() - lastDrawn > REDRAW_NANOS) {
      draw();
    }
    status.setText(point.reached() + " on what is held back; " + point.time());
    if (isVisible()) window.validate();
  }

  private static boolean hasScreen() {
    return IJ.getInstance() != null && !Interpreter.isBatchMode();
  }

  /** Shows what is found in an image of the validation. */
  public void show(ValidationImage image) {
    if (hasScreen()) view.show(image);
  }

  /** Whether the curves are on the screen. */
  public boolean isVisible() {
    return window != null && !window.isClosed();
  }

  /**
   * Says in the window that nothing can be stopped any more.
   *
   * @param kept what came of it, which is seldom what the last point says
   */
  public void end(String kept) {
    if (!isVisible()) return;
    draw();
    status.setText(kept);
    disable("Training has ended");
  }

  /** Whether the user wants the training to end: keep the best network so far. */
  public boolean stopped() {
    return stopped || IJ.escapePressed();
  }

  /** Whether the user wants nothing of it to be kept. */
  public boolean discarded() {
    return discarded;
  }

  /** Returns when the user lets the training go on, or ends it. */
  public void waitWhilePaused() {
    while (paused && isVisible() && !stopped() && !discarded) IJ.wait(100);
  }

  /** The curves so far: both losses and the error in validation; iterations on the x axis. */
  public Plot toPlot() {
    Plot plot = new Plot(title, "Iteration", "Loss, error");
    plot.setColor(new Color(0x7fb3e6));
    addCurve(plot, "line", LearningPoint::trainingLoss);
    Color red = new Color(0xc03020);
    plot.setColor(red, red);
    plot.setLineWidth(2);
    addCurve(plot, "connected", LearningPoint::validationLoss);
    Color green = new Color(0x2a8a2a);
    plot.setColor(green, green);
    addCurve(plot, "connected", LearningPoint::error);
    plot.setColor(Color.BLACK);
    plot.setLineWidth(1);
    plot.addLegend("Training loss\nValidation loss\nValidation error");
    plot.setAxisYLog(true);
    plot.setLimitsToFit(false);
    return plot;
  }

  private void addCurve(Plot plot, String style, ToDoubleFunction<LearningPoint> loss) {
    List<LearningPoint> known =
        points.stream().filter(point -> !Double.isNaN(loss.applyAsDouble(point))).toList();
    plot.add(
        style,
        known.stream().mapToDouble(LearningPoint::iteration).toArray(),
        known.stream().mapToDouble(loss).toArray());
  }

  private void show() {
    ImagePlus active = WindowManager.getCurrentImage();
    window = toPlot().show();
    ResultImages.mark(window.getImagePlus(), active, ResultImages.Kind.TRAINING);
    stop = button("Stop and keep best", this::stop);
    pause = button("Pause", this::pause);
    discard = button("Discard", this::discard);
    status = new Label();
    Panel panel = new Panel(new FlowLayout(FlowLayout.LEFT));
    for (Button button : List.of(stop, pause, discard)) panel.add(button);
    panel.add(status);
    window.add(panel);
    window.pack();
    lastDrawn = System.nanoTime();
  }

  private static Button button(String label, Runnable action) {
    Button button = new Button(label);
    button.addActionListener(event -> action.run());
    return button;
  }

  private void stop() {
    stopped = true;
    disable("Stopping...");
  }

  private void pause() {
    paused = !paused;
    pause.setLabel(paused ? "Go on" : "Pause");
  }

  /** Only if it is meant: what was learned is lost. */
  private void discard() {
    YesNoCancelDialog question =
        new YesNoCancelDialog(window, "U-Net Train...", "Discard all that was learned?");
    if (!question.yesPressed() || ended) return;
    discarded = true;
    disable("Discarding...");
  }

  private void disable(String label) {
    ended = true;
    for (Button button : List.of(stop, pause, discard)) button.setEnabled(false);
    stop.setLabel(label);
    window.pack();
  }

  private void draw() {
    Plot plot = toPlot();
    plot.useTemplate(window.getPlot(), Plot.COPY_SIZE);
    window.drawPlot(plot);
    lastDrawn = System.nanoTime();
  }
}
