package sc.fiji.unet.commands;

import ij.IJ;
import ij.Prefs;
import ij.gui.GUI;
import ij.gui.GenericDialog;
import java.awt.Button;
import java.awt.EventQueue;
import java.awt.Label;
import java.awt.MenuItem;
import java.awt.PopupMenu;
import java.awt.TextField;
import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.progress.UserException;

/**
 * Fields in an ImageJ dialog of one or two pages: asked for once to add them, and once more, after
 * a page was shown, to read them. They begin, by ImageJ's preferences, with what they were the last
 * time, but for those that follow from what is open.
 */
final class DialogFields implements Fields {

  private static final int COLUMNS = 30;
  private static final double SLIDER_STEP = 0.01;

  private final ModelLibrary library = ModelLibrary.ofUser();
  private final String title;
  private final Optional<String> help;
  private final Set<String> forOnce;

  /** By key, of a dialog that comes back. */
  private final Map<String, Object> given;

  /** By key: a label may tell what is open just now. */
  private final Map<String, Object> read = new LinkedHashMap<>();

  /** What the next dialog begins with, by the names of ImageJ's preferences. */
  private final Map<String, String> lasting = new HashMap<>();

  private GenericDialog dialog;
  private boolean shown;
  private boolean firstPage = true;
  private boolean moreWanted;
  private String secondPage = "";

  /** The first wrong value; told when all are read, so that none has to be typed again. */
  private UserException wrong;

  /** Whether the fields that follow are not asked for on this page. */
  private boolean beyond;

  /**
   * @param help a page in HTML
   * @param forOnce keys that do not begin with what they were the last time
   */
  DialogFields(String title, Optional<String> help, Set<String> forOnce) {
    this(title, help, forOnce, Map.of());
  }

  private DialogFields(
      String title, Optional<String> help, Set<String> forOnce, Map<String, Object> given) {
    this.title = title;
    this.help = help;
    this.forOnce = forOnce;
    this.given = given;
    dialog = newDialog(title);
  }

  private GenericDialog newDialog(String title) {
    GenericDialog made = new GenericDialog(title);
    help.ifPresent(made::addHelp);
    return made;
  }

  /** The same dialog with all that was given in this one. */
  DialogFields again() {
    return new DialogFields(title, help, forOnce, read);
  }

  /**
   * Shows the fields that settings ask for.
   *
   * @return empty if the user canceled
   * @throws UserException if a value is not allowed
   */
  <S> Optional<S> ask(Function<Fields, S> settings) {
    while (true) {
      settings.apply(this);
      if (!show()) return Optional.empty();
      S asked = settings.apply(this);
      if (wrong != null) throw wrong;
      if (!moreWanted) {
        lasting.forEach(Prefs::set);
        return Optional.of(asked);
      }
      moreWanted = false;
      firstPage = false;
      shown = false;
      beyond = false;
      dialog = newDialog(title.replace("...", "") + ": " + secondPage);
    }
  }

  /**
   * The same of one page, which leaves the images to the person and shows what the settings do
   * while they change.
   */
  <S> Optional<S> askLive(Function<Fields, S> settings, Preview<S> preview) {
    if (!EventQueue.isDispatchThread()) { // it would wait there for itself
      dialog = GUI.newNonBlockingDialog(title);
      help.ifPresent(dialog::addHelp);
    }
    settings.apply(this);
    dialog.addMessage(" ".repeat(2 * COLUMNS));
    Label told = (Label) dialog.getMessage();
    shown = true;
    preview.show(readAgain(settings), told::setText);
    dialog.resetCounters();
    dialog.addDialogListener(
        (changed, event) -> {
          if (event == null) return true; // the last time, for ImageJ's recorder
          S now = readAgain(settings);
          if (wrong == null) preview.show(now, told::setText);
          return wrong == null;
        });
    try (preview) {
      if (!show()) return Optional.empty();
    }
    S asked = readAgain(settings);
    if (wrong != null) throw wrong;
    return Optional.of(asked);
  }

  private <S> S readAgain(Function<Fields, S> settings) {
    read.clear();
    wrong = null;
    return settings.apply(this);
  }

  /** Whether anything is asked. */
  boolean isShown() {
    return !firstPage || dialog.getComponentCount() > 0;
  }

  private boolean show() {
    shown = true;
    beyond = false;
    if (dialog.getComponentCount() == 0) return true;
    dialog.showDialog();
    return dialog.wasOKed();
  }

  /**
   * What was read of a field on a page before, or now; while a page is made, and where it is not
   * asked for, its default.
   *
   * @param first what it begins with, unless the dialog comes back
   */
  @SuppressWarnings("unchecked") // a label has one type
  private <T> T field(String label, T byDefault, T first, Consumer<T> add, Supplier<T> next) {
    String key = Fields.key(label);
    if (!read.containsKey(key)) {
      if (beyond) return byDefault;
      if (!shown) {
        add.accept((T) given.getOrDefault(key, first));
        return byDefault;
      }
      read.put(key, next.get());
    }
    return (T) read.get(key);
  }

  /** What was read, as a macro has it: {@link MacroOptions}. */
  Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    read.forEach(
        (key, value) -> {
          if (!(value instanceof Boolean)) values.put(key, text(value));
          else if (value.equals(true)) values.put(key, null);
        });
    return values;
  }

  private static String text(Object value) {
    return value instanceof Double number && number == Math.rint(number)
        ? IJ.d2s(number, 0)
        : value.toString();
  }

  /** The same of a field that begins with what it was the last time. */
  private <T> T lasting(
      String label, T byDefault, Function<String, T> parse, Consumer<T> add, Supplier<T> next) {
    String preference = "unet." + title.replaceAll("[^A-Za-z]", "") + "." + Fields.key(label);
    boolean lasts = !forOnce.contains(Fields.key(label));
    String last = lasts ? Prefs.get(preference, null) : null;
    T first = last == null ? byDefault : parse.apply(last);
    return field(
        label,
        byDefault,
        first,
        add,
        () -> {
          T value = next.get();
          if (lasts) lasting.put(preference, value.toString());
          return value;
        });
  }

  @Override
  public boolean areShown() {
    return true;
  }

  @Override
  public String text(String label, String byDefault) {
    return lasting(
        label,
        byDefault,
        last -> last,
        value -> dialog.addStringField(label, value, COLUMNS),
        dialog::getNextString);
  }

  @Override
  public String source(String label, String byDefault, List<String> names) {
    return field(
        label,
        byDefault,
        byDefault,
        value -> addSource(label, value, names, name -> name),
        dialog::getNextString);
  }

  @Override
  public String model(String label, String byDefault) {
    List<String> names = library.names();
    return lasting(
        label,
        byDefault,
        last -> names.contains(last) || new File(last).isFile() ? last : byDefault,
        value -> addSource(label, value, names, this::described),
        dialog::getNextString);
  }

  private String described(String model) {
    try {
      ModelDescription found = library.describe(model);
      return String.format(
          "%s: %s, %d %s",
          model,
          found.unet().isPresent() && found.architecture().distance()
              ? "separate objects"
              : String.join(", ", found.classNames()),
          found.inputChannels(),
          found.inputChannels() == 1 ? "channel" : "channels");
    } catch (IOException | RuntimeException e) {
      return model; // the command says what is wrong with it
    }
  }

  private void addSource(
      String label, String value, List<String> names, UnaryOperator<String> described) {
    dialog.addFileField(label, value, COLUMNS);
    TextField field = (TextField) dialog.getStringFields().lastElement();
    if (!names.isEmpty()) field.getParent().add(chooseButton(names, described, field)); // by Browse
  }

  /** A button and not a list, which would take the place of paths. */
  private static Button chooseButton(
      List<String> names, UnaryOperator<String> described, TextField field) {
    Button button = new Button("Choose");
    button.addActionListener(
        pressed -> {
          PopupMenu menu = menu(names, described, field);
          GUI.scalePopupMenu(menu);
          button.add(menu);
          menu.show(button, 0, button.getHeight());
        });
    return button;
  }

  /** Writes the chosen name into the field. */
  static PopupMenu menu(List<String> names, UnaryOperator<String> described, TextField field) {
    PopupMenu menu = new PopupMenu();
    for (String name : names) {
      MenuItem item = new MenuItem(described.apply(name));
      item.addActionListener(chosen -> field.setText(name));
      menu.add(item);
    }
    return menu;
  }

  @Override
  public String folder(String label) {
    return lasting(
        label,
        "",
        last -> last,
        value -> dialog.addDirectoryField(label, value, COLUMNS),
        dialog::getNextString);
  }

  @Override
  public double number(String label, double byDefault, double min, double max) {
    double number =
        lasting(
            label,
            byDefault,
            last -> inRange(last, min, max) ? Double.parseDouble(last) : byDefault,
            value -> dialog.addNumericField(label, value, value == Math.rint(value) ? 0 : 2),
            dialog::getNextNumber);
    return orDefault(byDefault, () -> Fields.requireInRange(label, number, min, max));
  }

  @Override
  public double slider(String label, double byDefault, double shown, double max) {
    double step = shown > 1 ? 1 : SLIDER_STEP;
    double number =
        field(
            label,
            byDefault,
            byDefault,
            value -> dialog.addSlider(label, 0, shown, value, step),
            dialog::getNextNumber);
    return orDefault(byDefault, () -> Fields.requireInRange(label, number, 0, max));
  }

  @Override
  public int integer(String label, int byDefault, int min, int max) {
    return orDefault(byDefault, () -> Fields.super.integer(label, byDefault, min, max));
  }

  @Override
  public OptionalDouble numberOrNone(String label, double min, double max) {
    return orDefault(OptionalDouble.empty(), () -> Fields.super.numberOrNone(label, min, max));
  }

  private <T> T orDefault(T byDefault, Supplier<T> value) {
    try {
      return value.get();
    } catch (UserException e) {
      if (wrong == null) wrong = e;
      return byDefault;
    }
  }

  private static boolean inRange(String number, double min, double max) {
    try {
      return Double.parseDouble(number) >= min && Double.parseDouble(number) <= max;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  @Override
  public String choice(String label, String... allowed) {
    return lasting(
        label,
        allowed[0],
        last -> Arrays.asList(allowed).contains(last) ? last : allowed[0],
        value -> dialog.addChoice(label, allowed, value),
        dialog::getNextChoice);
  }

  @Override
  public boolean check(String label, boolean byDefault) {
    return lasting(
        label,
        byDefault,
        Boolean::valueOf,
        value -> dialog.addCheckbox(label, value),
        dialog::getNextBoolean);
  }

  @Override
  public boolean hasKey(String key) {
    return false;
  }

  @Override
  public void more(String label) {
    boolean wanted = check(label, false);
    second(wanted, "More Options");
  }

  @Override
  public void page(String title) {
    second(true, title);
  }

  private void second(boolean wanted, String title) {
    if (!firstPage) return;
    moreWanted = shown && wanted;
    secondPage = title;
    beyond = true;
  }
}
