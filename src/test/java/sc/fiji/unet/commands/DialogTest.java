package sc.fiji.unet.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ij.IJ;
import ij.ImagePlus;
import ij.Prefs;
import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.gui.MessageDialog;
import ij.gui.Roi;
import ij.gui.YesNoCancelDialog;
import ij.plugin.frame.Recorder;
import java.awt.Button;
import java.awt.Checkbox;
import java.awt.Container;
import java.awt.GraphicsEnvironment;
import java.awt.MenuItem;
import java.awt.TextField;
import java.awt.Window;
import java.awt.event.ActionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.swing.Timer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.unet.UNetModel;
import sc.fiji.unet.bioimageio.PackageEntries;
import sc.fiji.unet.display.RoiManagers;
import sc.fiji.unet.imagej.ResultImages;
import sc.fiji.unet.launcher.InImageJ;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.progress.UserException;

/** What a dialog asks for, ImageJ records, and the recorded macro does the same. */
@InImageJ
class DialogTest {

  private static final List<String> REMEMBERED =
      List.of("more", "filters", "depth", "licence", "replace", "minutes");

  private Recorder recorder;

  @BeforeEach
  void startRecorder() {
    assumeFalse(GraphicsEnvironment.isHeadless(), "dialogs need a display");
    for (String key : REMEMBERED) Prefs.set("unet.UNetTrain." + key, null);
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

  @Test
  void segmentFolder() {
    Prefs.set("unet.UNetSegmentFolder.more", "false");
    String few = "input=[] output=[] model=[EM membranes] pattern=[] labels rois table";
    assertEquals(few, recorded(new SegmentFolder(), "U-Net Segment Folder..."));
    Prefs.set("unet.UNetSegmentFolder.more", "true");
    assertEquals(
        few
            + " more threshold=[] seeds=[] separation=automatic minimum=[] maximum=[] diameter=[]"
            + " slices=automatic link=none tile=0 precision=auto channels=[] selection=use",
        recorded(new SegmentFolder(), "U-Net Segment Folder..."));
    Prefs.set("unet.UNetSegmentFolder.more", "false");
  }

  /** Segment, correct, train: the image, its ROIs and the model that found them are offered. */
  @Test
  void trainOffersCorrectedRois() {
    ResultImages.segmented(WindowManager.getCurrentImage(), "EM membranes");
    RoiManagers.replace(List.of(new Roi(5, 5, 20, 20)));
    String recorded = recorded(new Train(), "U-Net Train...");
    assertTrue(
        recorded.startsWith(
            "objects=automatic images=nuclei.tif annotations=[ROI Manager] from=[EM membranes]"),
        recorded);
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
        "objects=automatic images=nuclei.tif annotations=nuclei-truth.tif from=[] name=[My model] minutes=10",
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
    MenuItem second =
        DialogFields.menu(List.of("one", "two words"), name -> name + "!", field).getItem(1);
    assertEquals("two words!", second.getLabel());
    second.dispatchEvent(new ActionEvent(second, ActionEvent.ACTION_PERFORMED, null));
    assertEquals("two words", field.getText());
  }

  /** What is not shown has its defaults, whatever it was before. */
  @Test
  void trainWithMoreOptions() {
    Prefs.set("unet.UNetTrain.more", "true");
    Prefs.set("unet.UNetTrain.filters", "8");
    Prefs.set("unet.UNetTrain.depth", "a word");
    Prefs.set("unet.UNetTrain.licence", "MIT");
    Prefs.set("unet.UNetTrain.replace", "true");
    assertEquals(
        "objects=automatic images=nuclei.tif annotations=nuclei-truth.tif from=[] name=[My model] minutes=10 more"
            + " ignore=[] save=[] iterations=0 filters=8 depth=4 classes=1 background=1 context=0 seed=1"
            + " precision=auto author=[] licence=MIT example=[]",
        recorded(new Train(), "U-Net Train..."));
    Prefs.set("unet.UNetTrain.more", "false");
    assertFalse(recorded(new Train(), "U-Net Train...").contains("filters"));
  }

  /** After an error nothing has to be typed again. */
  @Test
  void aDialogComesBackFilled() {
    Prefs.set("unet.UNetTrain.more", "false");
    Recorder.setCommand("U-Net Train...");
    DialogFields fields = new DialogFields("U-Net Train...", Optional.empty(), Set.of());
    Timer typing =
        whenShown(
            dialog -> {
              ((TextField) dialog.getNumericFields().get(0)).setText("-7");
              ((TextField) dialog.getStringFields().get(3)).setText("Mine");
              ((Checkbox) dialog.getCheckboxes().get(0)).setState(true);
              press(dialog);
            });
    assertThrows(UserException.class, () -> fields.ask(new Train()::settings));
    typing.stop();
    DialogFields again = fields.again();
    Timer mending =
        whenShown(
            dialog -> {
              TextField minutes = (TextField) dialog.getNumericFields().get(0);
              assertEquals("-7", minutes.getText());
              minutes.setText("3");
              assertTrue(((Checkbox) dialog.getCheckboxes().get(0)).getState());
              ((Checkbox) dialog.getCheckboxes().get(0)).setState(false);
              press(dialog);
            });
    Train.Settings settings = again.ask(new Train()::settings).orElseThrow();
    mending.stop();
    assertEquals(settings, new Train().settings(new MacroFields(Recorder.getCommandOptions())));
    assertFalse(Recorder.getCommandOptions().contains("-7"));
    Recorder.saveCommand();
    assertEquals("Mine", settings.target().name());
    assertEquals(3, settings.minutes());
  }

  /** ImageJ writes the line of the macro when the command has ended. */
  @Test
  void optionsAreThereWhenTheCommandHasEnded() {
    Recorder.setCommand("U-Net Models...");
    Timer pressOk = whenShown(DialogTest::press);
    new Models().run("");
    pressOk.stop();
    assertEquals("action=list model=[] file=[]", Recorder.getCommandOptions().strip());
    Recorder.saveCommand();
  }

  /** Without a dialog the same error would come for ever. */
  @Test
  void whatAsksNothingFailsOnce() {
    AtomicInteger errors = new AtomicInteger();
    Timer close =
        new Timer(
            200,
            tick -> {
              for (Window window : Window.getWindows())
                if (window instanceof MessageDialog dialog && dialog.isShowing()) {
                  errors.incrementAndGet();
                  dialog.dispose();
                }
            });
    close.start();
    new UndoEdit().run("");
    close.stop();
    assertEquals(1, errors.get());
  }

  /** A person is asked, once; the macro of it says what was answered. */
  @Test
  void modelsOfOthersAreAskedFor(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("foreign.zip");
    PackageEntries.foreign(new Architecture(1, 1, 2, 1), folder).write(file);
    Path trusted = ModelLibrary.ofUser().folder().resolve("trusted.txt");
    Command.Work<String> open =
        () -> {
          UNetModel.open(file.toString()).close();
          return "opened";
        };
    Trust nothingSaid = new Trust(false);
    Recorder.setCommand("U-Net Segment...");
    try {
      Timer answer = answering("No");
      assertThrows(CancellationException.class, () -> nothingSaid.over(open));
      answer.stop();
      answer = answering("Yes, run it");
      assertEquals("opened", nothingSaid.over(open));
      answer.stop();
      assertEquals("trust", Recorder.getCommandOptions().strip());
      assertEquals("opened", nothingSaid.over(open), "without a question");
    } finally {
      Recorder.saveCommand();
      Files.deleteIfExists(trusted);
    }
  }

  private static Timer answering(String label) {
    Timer timer =
        new Timer(
            200,
            tick -> {
              for (Window window : Window.getWindows())
                if (window instanceof YesNoCancelDialog dialog && dialog.isShowing())
                  buttons(dialog)
                      .filter(button -> button.getLabel().strip().equals(label))
                      .forEach(
                          button ->
                              dialog.actionPerformed(
                                  new ActionEvent(button, ActionEvent.ACTION_PERFORMED, label)));
            });
    timer.start();
    return timer;
  }

  private static Stream<Button> buttons(Container container) {
    return Stream.of(container.getComponents())
        .flatMap(
            part ->
                part instanceof Button button
                    ? Stream.of(button)
                    : part instanceof Container inner ? buttons(inner) : Stream.empty());
  }

  private static <S> String recorded(Command<S> command, String label) {
    Recorder.setCommand(label);
    DialogFields fields = new DialogFields(label, Optional.empty(), command.forOnce());
    Timer pressOk = whenShown(DialogTest::press);
    S chosen = fields.ask(command::settings).orElseThrow();
    pressOk.stop();
    String options = Recorder.getCommandOptions();
    Recorder.saveCommand();
    assertEquals(chosen, command.settings(new MacroFields(options)));
    return options.strip();
  }

  /** Does something with each dialog that comes up, until it is stopped. */
  private static Timer whenShown(Consumer<GenericDialog> action) {
    Timer timer =
        new Timer(
            200,
            tick ->
                Stream.of(Window.getWindows())
                    .filter(window -> window instanceof GenericDialog && window.isShowing())
                    .map(GenericDialog.class::cast)
                    .findFirst()
                    .ifPresent(action));
    timer.start();
    return timer;
  }

  private static void press(GenericDialog dialog) {
    Button ok = dialog.getButtons()[0];
    dialog.actionPerformed(new ActionEvent(ok, ActionEvent.ACTION_PERFORMED, ok.getLabel()));
  }
}
