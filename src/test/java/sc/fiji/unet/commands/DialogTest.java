package sc.fiji.unet.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
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
import java.awt.Choice;
import java.awt.Container;
import java.awt.GraphicsEnvironment;
import java.awt.MenuItem;
import java.awt.TextField;
import java.awt.Window;
import java.awt.event.ActionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.Vector;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
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
import sc.fiji.unet.launcher.Macros;
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
    for (ImagePlus image : ImageSource.openImages()) image.changes = false; // or ImageJ asks
    if (recorder != null) recorder.close();
    IJ.run("Close All");
  }

  @Test
  void segment() {
    assertEquals(
        "image=[] model=[EM membranes] threshold=[] seeds=[] separation=automatic minimum=[] maximum=[] diameter=[]"
            + " slices=automatic link=none tile=0 precision=auto device=auto channels=[] selection=use labels rois table save=[]",
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
            + " slices=automatic link=none tile=0 precision=auto device=auto channels=[] selection=use",
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
    assertEquals("image=[] save=[]", recorded(new LabelsToRois(), "U-Net Labels to ROI Manager"));
    assertEquals("image=[] rois=[]", recorded(new RoisToLabels(), "U-Net ROI Manager to Labels"));
    assertEquals("file=[] save=[]", recorded(new ImportGeoJson(), "U-Net Import GeoJSON..."));
    assertEquals(
        "objects=[ROI Manager] type=detection save=[]",
        recorded(new ExportGeoJson(), "U-Net Export GeoJSON..."));
  }

  @Test
  void models() {
    assertEquals("action=list", recorded(new Models(), "U-Net Models..."));
  }

  /** A second page asks for what the action needs, and for nothing else. */
  @Test
  void modelsAsksForWhatTheActionNeeds() {
    assertEquals("action=inspect model=[]", recordedModels("inspect", "U-Net Models: inspect"));
    assertEquals("action=import file=[]", recordedModels("import", "U-Net Models: import"));
    assertEquals(
        "action=export model=[] file=[]", recordedModels("export", "U-Net Models: export"));
    assertEquals("action=delete model=[]", recordedModels("delete", "U-Net Models: delete"));
  }

  private static String recordedModels(String action, String secondPage) {
    Recorder.setCommand("U-Net Models...");
    Models command = new Models();
    DialogFields fields = new DialogFields("U-Net Models...", Optional.empty(), command.forOnce());
    List<String> titles = new ArrayList<>();
    Timer choose =
        whenShown(
            dialog -> {
              if (!titles.contains(dialog.getTitle())) titles.add(dialog.getTitle());
              if (dialog.getChoices() != null) ((Choice) dialog.getChoices().get(0)).select(action);
              press(dialog);
            });
    Models.Settings chosen = fields.ask(command::settings).orElseThrow();
    choose.stop();
    String options = Recorder.getCommandOptions();
    Recorder.saveCommand();
    assertEquals(List.of("U-Net Models...", secondPage), titles);
    assertEquals(chosen, command.settings(new MacroFields(options)));
    return options.strip();
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
            + " precision=auto device=auto author=[] licence=MIT example=[]",
        recorded(new Train(), "U-Net Train..."));
    Prefs.set("unet.UNetTrain.more", "false");
    assertFalse(recorded(new Train(), "U-Net Train...").contains("filters"));
  }

  /** After an error nothing has to be typed again. */
  @Test
  void aDialogComesBackFilled() {
    Prefs.set("unet.UNetTrain.more", "false");
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
    String options = MacroOptions.write(again.values());
    assertEquals(settings, new Train().settings(new MacroFields(options)));
    assertFalse(options.contains("-7"));
    assertEquals("Mine", settings.target().name());
    assertEquals(3, settings.minutes());
  }

  /** In place of ImageJ's own line, which would be a second one. */
  @Test
  void aLineIsThereWhenTheCommandHasEnded() throws Exception {
    Timer pressOk = whenShown(DialogTest::press);
    // As the menu does it; in threads that ran macros ImageJ records nothing.
    Thread menu =
        new Thread(
            () -> {
              Recorder.setCommand("U-Net Models...");
              new Models().run("");
              Recorder.saveCommand();
            });
    menu.start();
    menu.join();
    pressOk.stop();
    assertEquals(
        List.of("run(\"U-Net Models...\", \"action=list\");"),
        recorder.getText().lines().filter(line -> line.startsWith("run(")).toList());
  }

  /** Whatever somebody types, in each field of each command. */
  @Test
  void everyValueIsRecordedAsItWasGiven() {
    String typed = "C:\\Zellen [1] äµ細, \"a\" labels 'b' rois";
    assertTrue(
        recorded(new LabelsToRois(), "U-Net Labels to ROI Manager", types(typed))
            .contains("save=[" + typed + "]"));
    recorded(new RoisToLabels(), "U-Net ROI Manager to Labels", types(typed));
    recorded(new Calibrate(), "U-Net Calibrate...", types(typed, 2));
    recorded(new Models(), "U-Net Models...", types(typed));
    recorded(new Evaluate(), "U-Net Evaluate...", types(typed));
    recorded(new Segment(), "U-Net Segment...", types(typed, 2, 3, 6));
    recorded(new SegmentFolder(), "U-Net Segment Folder...", types(typed, 0, 1, 4));
    recorded(new Train(), "U-Net Train...", types(typed, 0));
  }

  /**
   * Writes into all text fields that are empty, ticks all boxes, presses OK.
   *
   * @param numbers of the fields, on the last page, that want one
   */
  private static Consumer<GenericDialog> types(String text, Integer... numbers) {
    return dialog -> {
      boolean more = !dialog.getTitle().endsWith("More Options") && hasMore(dialog);
      List<?> fields = Objects.requireNonNullElse(dialog.getStringFields(), new Vector<>());
      for (int i = 0; i < fields.size(); i++) {
        TextField field = (TextField) fields.get(i);
        boolean number = !more && List.of(numbers).contains(i);
        if (field.getText().isEmpty()) field.setText(number ? "1" : text);
      }
      for (Object box : Objects.requireNonNullElse(dialog.getCheckboxes(), new Vector<>()))
        ((Checkbox) box).setState(true);
      press(dialog);
    };
  }

  private static boolean hasMore(GenericDialog dialog) {
    return Objects.requireNonNullElse(dialog.getCheckboxes(), new Vector<>()).stream()
        .anyMatch(box -> ((Checkbox) box).getLabel().equals("More options"));
  }

  /** As long as it is there; a value that was refused is not. */
  @Test
  void whatWasChosenIsOfferedAgain() throws IOException {
    String label = "U-Net Segment...";
    Path model = Files.createTempFile("model", ".zip");
    try {
      for (String text : List.of("0.7", "much", "0.7")) {
        DialogFields fields = new DialogFields(label, Optional.empty(), Set.of());
        Timer typing =
            whenShown(
                dialog -> {
                  ((TextField) dialog.getStringFields().get(1)).setText(model.toString());
                  ((TextField) dialog.getStringFields().get(2)).setText(text);
                  press(dialog);
                });
        if (text.equals("much"))
          assertThrows(UserException.class, () -> fields.ask(new Segment()::settings));
        else fields.ask(new Segment()::settings);
        typing.stop();
        if (!text.equals("much")) continue;
        DialogFields again = new DialogFields(label, Optional.empty(), Set.of());
        Timer pressOk = whenShown(DialogTest::press);
        Segment.Settings settings = again.ask(new Segment()::settings).orElseThrow();
        pressOk.stop();
        assertEquals(model.toString(), settings.model());
        assertEquals(0.7, settings.objects().threshold().getAsDouble());
      }
    } finally {
      Files.delete(model);
    }
    assertTrue(
        recorded(new Segment(), label).startsWith("image=[] model=[EM membranes] threshold=0.7"));
  }

  /** Outlines follow what is typed; Cancel leaves everything as it was, OK is recorded. */
  @Test
  void adjustShowsWhatItDoes() throws Exception {
    ImagePlus image = WindowManager.getCurrentImage();
    image.setRoi(100, 100, 96, 96);
    IJ.run(image, "U-Net Segment...", "model=[Fluorescent nuclei] precision=fp32 labels");
    image.deleteRoi(); // what was selected then counts
    String outlines = outlinesOf(image, "300", 1);
    assertNull(image.getOverlay());
    ImagePlus labels = WindowManager.getImage("nuclei.tif labels");
    double before = labels.getStatistics().max;
    int few = Integer.parseInt(outlines);
    assertTrue(few > 0 && few < before, few + " of " + before);
    assertEquals(outlines, outlinesOf(image, "300", 0));
    assertEquals(few, labels.getStatistics().max);
    assertEquals(
        List.of("run(\"U-Net Adjust...\", \"threshold=0.5 seeds=0.5 minimum=300\");"),
        recorder.getText().lines().filter(line -> line.startsWith("run(")).toList());
  }

  /**
   * Types a smallest size, waits for other outlines, presses a button, and returns their number.
   */
  private static String outlinesOf(ImagePlus image, String size, int button) throws Exception {
    AtomicReference<String> outlines = new AtomicReference<>();
    AtomicInteger first = new AtomicInteger();
    Timer person =
        whenShown(
            dialog -> {
              TextField field = (TextField) dialog.getNumericFields().get(2);
              if (image.getOverlay() == null) return;
              int shown = image.getOverlay().size();
              if (!field.getText().equals(size)) {
                first.set(shown);
                field.setText(size);
              } else if (shown != first.get()) {
                outlines.set("" + shown);
                press(dialog, button);
              }
            });
    Thread menu =
        new Thread(
            () -> {
              WindowManager.setTempCurrentImage(image);
              Recorder.setCommand("U-Net Adjust...");
              new Adjust().run("");
              Recorder.saveCommand();
            });
    menu.start();
    menu.join(20_000);
    person.stop();
    if (menu.isAlive()) whenShown(dialog -> press(dialog, 1)); // or other tests would find it
    assertFalse(menu.isAlive(), "the outlines did not change");
    return outlines.get();
  }

  /** Without a dialog the same error would come for ever. */
  @Test
  void whatAsksNothingFailsOnce() throws InterruptedException {
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
    Thread menu = new Thread(() -> new UndoEdit().run(""));
    menu.start();
    menu.join(20_000);
    close.stop();
    assertEquals(1, errors.get());
  }

  /** A person is asked, once. */
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
    try {
      Timer answer = answering("No");
      assertThrows(CancellationException.class, () -> nothingSaid.over(open));
      answer.stop();
      answer = answering("Yes, run it");
      assertEquals("opened", nothingSaid.over(open));
      answer.stop();
      assertEquals("opened", nothingSaid.over(open), "without a question");
    } finally {
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

  /** What is recorded of a dialog in which OK is pressed; ImageJ's macro language reads it. */
  private <S> String recorded(Command<S> command, String label) {
    return recorded(command, label, DialogTest::press);
  }

  private <S> String recorded(Command<S> command, String label, Consumer<GenericDialog> person) {
    DialogFields fields = new DialogFields(label, Optional.empty(), command.forOnce());
    Timer timer = whenShown(person);
    S chosen = fields.ask(command::settings).orElseThrow();
    timer.stop();
    int before = recorder.getText().length();
    new Recording(label).write(fields.values());
    String line = recorder.getText().substring(before);
    assertTrue(line.startsWith("run(\"" + label + "\", \"") && line.endsWith("\");\n"), line);
    String options =
        Macros.run("return " + line.substring(line.indexOf(", ") + 2, line.length() - 3) + ";");
    assertEquals(chosen, command.settings(new MacroFields(options)));
    for (String key : fields.values().keySet()) forget(label, key);
    return options;
  }

  private static void forget(String label, String key) {
    Prefs.set("unet." + label.replaceAll("[^A-Za-z]", "") + "." + key, null);
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
    press(dialog, 0);
  }

  /**
   * @param button 0 OK, 1 Cancel
   */
  private static void press(GenericDialog dialog, int button) {
    Button ok = dialog.getButtons()[button];
    dialog.actionPerformed(new ActionEvent(ok, ActionEvent.ACTION_PERFORMED, ok.getLabel()));
  }
}
