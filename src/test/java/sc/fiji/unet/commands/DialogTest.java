package sc.fiji.unet.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.gui.Roi;
import ij.plugin.frame.Recorder;
import java.awt.Button;
import java.awt.GraphicsEnvironment;
import java.awt.MenuItem;
import java.awt.TextField;
import java.awt.Window;
import java.awt.event.ActionEvent;
import java.util.List;
import java.util.OptionalInt;
import javax.swing.Timer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.display.RoiManagers;
import sc.fiji.unet.imagej.ResultImages;
import sc.fiji.unet.launcher.InImageJ;

/** What a dialog asks for, ImageJ records, and the recorded macro does the same. */
@InImageJ
class DialogTest {

  private Recorder recorder;

  @BeforeEach
  void startRecorder() {
    assumeFalse(GraphicsEnvironment.isHeadless(), "dialogs need a display");
    recorder = new Recorder();
    IJ.openImage("sample-data/nuclei-truth.tif").show();
    ImagePlus active = IJ.openImage("sample-data/nuclei.tif");
    active.show();
    // Which window has the focus is not for a test to rely on.
    WindowManager.setTempCurrentImage(active);
  }

  @AfterEach
  void closeAll() {
    WindowManager.setTempCurrentImage(null);
    if (recorder != null) recorder.close();
    IJ.run("Close All");
  }

  @Test
  void segment() {
    assertEquals(
        "model=[EM membranes] threshold=[] seeds=[] separation=automatic minimum=[] maximum=[] diameter=[]"
            + " slices=automatic link=none tile=0 precision=auto channels=[] selection=use labels rois table save=[]",
        recorded(new Segment(), "U-Net Segment..."));
  }

  /** Segment, correct, train: the image, its ROIs and the model that found them are offered. */
  @Test
  void trainOffersCorrectedRois() {
    ResultImages.segmented(WindowManager.getCurrentImage(), "EM membranes");
    RoiManagers.replace(List.of(new Roi(5, 5, 20, 20)));
    String recorded = recorded(new Train(), "U-Net Train...");
    assertTrue(
        recorded.startsWith(
            "images=nuclei.tif annotations=[ROI Manager] ignore=[] name=[My model]"),
        recorded);
    assertTrue(recorded.contains("from=[EM membranes]"), recorded);
    RoiManagers.replace(List.of());
    assertTrue(recorded(new Train(), "U-Net Train...").contains("from=[]"));
  }

  /** Whichever is active. */
  @Test
  void anAnnotationIsNotTakenForAnImage() {
    ImagePlus image = IJ.openImage("sample-data/nuclei.tif");
    ImagePlus truth = IJ.openImage("sample-data/nuclei-truth.tif");
    Train.Data wanted = new Train.Data("nuclei.tif", "nuclei-truth.tif", OptionalInt.empty());
    assertEquals(wanted, Train.likely(List.of(image, truth)));
    assertEquals(wanted, Train.likely(List.of(truth, image)));
    assertEquals(
        new Train.Data("nuclei.tif", "", OptionalInt.empty()), Train.likely(List.of(image)));
    assertEquals(new Train.Data("", "", OptionalInt.empty()), Train.likely(List.of()));
  }

  @Test
  void trainNamesTheOpenImages() {
    assertEquals(
        "images=nuclei.tif annotations=nuclei-truth.tif ignore=[] name=[My model] save=[] minutes=10 iterations=0 filters=16 depth=4 classes=1 objects=automatic background=1 context=0 from=[] seed=1 precision=auto author=[] licence=CC-BY-4.0 example=[]",
        recorded(new Train(), "U-Net Train..."));
  }

  @Test
  void evaluate() {
    assertEquals(
        "prediction=nuclei.tif truth=nuclei-truth.tif prediction-is=automatic truth-is=automatic slices=automatic image=[] save=[]",
        recorded(new Evaluate(), "U-Net Evaluate..."));
  }

  @Test
  void labelsAndRois() {
    assertEquals("save=[]", recorded(new LabelsToRois(), "U-Net Labels to ROI Manager"));
    assertEquals("rois=[]", recorded(new RoisToLabels(), "U-Net ROI Manager to Labels"));
  }

  @Test
  void models() {
    assertEquals("action=list model=[] file=[]", recorded(new Models(), "U-Net Models..."));
  }

  @Test
  void aChosenNameGoesIntoTheField() {
    TextField field = new TextField("a file");
    MenuItem second = DialogFields.menu(List.of("one", "two words"), field).getItem(1);
    assertEquals("two words", second.getLabel());
    second.dispatchEvent(new ActionEvent(second, ActionEvent.ACTION_PERFORMED, null));
    assertEquals("two words", field.getText());
  }

  private static <S> String recorded(Command<S> command, String label) {
    Recorder.setCommand(label);
    DialogFields fields = new DialogFields(label);
    command.settings(fields);
    Timer pressOk = new Timer(200, tick -> pressOk());
    pressOk.start();
    assertTrue(fields.show());
    pressOk.stop();
    S chosen = command.settings(fields);
    String options = Recorder.getCommandOptions();
    Recorder.saveCommand();
    assertEquals(chosen, command.settings(new MacroFields(options)));
    return options.strip();
  }

  private static void pressOk() {
    for (Window window : Window.getWindows())
      if (window instanceof GenericDialog dialog && dialog.isShowing()) {
        Button ok = dialog.getButtons()[0];
        dialog.actionPerformed(new ActionEvent(ok, ActionEvent.ACTION_PERFORMED, ok.getLabel()));
      }
  }
}
