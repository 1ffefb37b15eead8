package sc.fiji.unet.commands;

import ij.IJ;
import ij.ImageJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.GenericDialog;
import java.awt.AWTException;
import java.awt.Color;
import java.awt.Dialog;
import java.awt.EventQueue;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.Robot;
import java.awt.TextField;
import java.awt.Window;
import java.awt.event.WindowEvent;
import java.awt.event.WindowListener;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Takes the pictures of dialogs in docs, with the fields that the commands have now, after {@code
 * bin/imagej} has built them:
 *
 * <pre>
 * xvfb-run -a -s '-screen 0 1600x1200x24' java -Duser.home=$(mktemp -d) \
 *   -cp target/test-classes:target/classes:$(cat target/classpath) sc.fiji.unet.commands.DialogPictures docs
 * </pre>
 *
 * <p>In an empty home fields begin as they do for everybody.
 */
public final class DialogPictures {

  private static final int TITLE = 28; // pixels
  private static final int MILLISECONDS = 100;
  private static final int PATIENCE = 300; // times

  private DialogPictures() {}

  /**
   * @param arguments the folder of the pictures
   */
  public static void main(String... arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    new ImageJ(ImageJ.NO_SHOW);
    for (String name : new String[] {"nuclei-truth.tif", "nuclei.tif"}) {
      ImagePlus image = IJ.openImage("sample-data/" + name);
      image.show();
      WindowManager.setTempCurrentImage(image);
    }
    take(new Segment(), folder.resolve("segment-dialog.png"), "", "Fluorescent nuclei");
    take(
        new SegmentFolder(),
        folder.resolve("folder-dialog.png"),
        "/data/plate 1",
        "/data/plate 1/results",
        "Fluorescent nuclei");
    take(new Train(), folder.resolve("train-dialog.png"), "/data/mine", "", "", "My nuclei");
    System.exit(0);
  }

  /**
   * @param texts of the first fields
   */
  private static void take(Command<?> command, Path file, String... texts)
      throws InterruptedException, IOException, AWTException {
    Thread asking = new Thread(() -> command.run(""));
    asking.start();
    GenericDialog dialog = shown();
    for (int i = 0; i < texts.length; i++)
      ((TextField) dialog.getStringFields().get(i)).setText(texts[i]);
    // What is behind it would be in the picture, too.
    for (Window window : Window.getWindows()) if (window != dialog) window.setVisible(false);
    dialog.toFront();
    Thread.sleep(10 * MILLISECONDS);
    Rectangle bounds = dialog.getBounds();
    BufferedImage content = new Robot().createScreenCapture(bounds);
    ImageIO.write(titled(content, dialog.getTitle()), "png", file.toFile());
    cancel(dialog);
    asking.join();
  }

  private static GenericDialog shown() throws InterruptedException {
    for (int i = 0; i < PATIENCE; i++) {
      Optional<GenericDialog> dialog =
          Stream.of(Window.getWindows())
              .filter(window -> window instanceof GenericDialog && window.isShowing())
              .map(GenericDialog.class::cast)
              .findFirst();
      if (dialog.isPresent()) return dialog.get();
      Thread.sleep(MILLISECONDS);
    }
    throw new IllegalStateException("no dialog has come");
  }

  /** With a bar, as window managers draw one. */
  private static BufferedImage titled(BufferedImage content, String title) {
    int width = content.getWidth();
    BufferedImage all =
        new BufferedImage(width + 2, content.getHeight() + TITLE + 1, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = all.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(new Color(0xb8c4d4));
    graphics.fillRect(0, 0, all.getWidth(), all.getHeight());
    graphics.setColor(Color.BLACK);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
    int text = graphics.getFontMetrics().stringWidth(title);
    graphics.drawString(title, (all.getWidth() - text) / 2, TITLE - 9);
    graphics.drawImage(content, 1, TITLE, null);
    graphics.dispose();
    return all;
  }

  private static void cancel(Dialog dialog) {
    EventQueue.invokeLater(
        () -> {
          for (WindowListener listener : dialog.getWindowListeners())
            listener.windowClosing(new WindowEvent(dialog, WindowEvent.WINDOW_CLOSING));
        });
  }
}
