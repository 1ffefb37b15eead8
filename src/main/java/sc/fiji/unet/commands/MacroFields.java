package sc.fiji.unet.commands;

import ij.macro.Interpreter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import sc.fiji.unet.progress.UserException;

/**
 * Fields read from the {@link MacroOptions} of a macro's call.
 *
 * <p>Read here and not by a GenericDialog, since headless Fiji's has no file and folder fields.
 */
final class MacroFields implements Fields {

  private final Map<String, String> values;
  private final Set<String> known = new TreeSet<>();

  MacroFields(String options) {
    values = MacroOptions.read(options, MacroFields::variable);
  }

  /** Null if no macro runs, or it has none of this name. */
  private static String variable(String name) {
    Interpreter interpreter = Interpreter.getInstance();
    return interpreter == null ? null : interpreter.getVariableAsString(name);
  }

  /**
   * To be called when all fields were read.
   *
   * @throws UserException if there is a key that is none of them
   */
  void requireNoOther() {
    for (String key : values.keySet())
      if (!known.contains(key))
        throw new UserException(
            "The key '" + key + "' is unknown; allowed are " + String.join(", ", known) + ".");
  }

  @Override
  public boolean areShown() {
    return false;
  }

  @Override
  public String text(String label, String byDefault) {
    String key = Fields.key(label);
    known.add(key);
    String value = values.get(key);
    return value == null ? byDefault : value;
  }

  @Override
  public String source(String label, String byDefault, List<String> names) {
    return text(label, byDefault);
  }

  @Override
  public String model(String label, String byDefault) {
    return text(label, byDefault);
  }

  @Override
  public String folder(String label) {
    return text(label, "");
  }

  @Override
  public double number(String label, double byDefault, double min, double max) {
    String value = text(label, String.valueOf(byDefault));
    try {
      return Fields.requireInRange(label, Double.parseDouble(value), min, max);
    } catch (NumberFormatException e) {
      throw Fields.outOfRange(label, value, min, max);
    }
  }

  @Override
  public String choice(String label, String... allowed) {
    String value = text(label, allowed[0]);
    if (Arrays.asList(allowed).contains(value)) return value;
    throw new UserException(
        Fields.key(label)
            + "="
            + value
            + " is not possible; allowed are "
            + String.join(", ", allowed)
            + ".");
  }

  @Override
  public void more(String label) {
    check(label, false); // what is behind it can be given without it
  }

  @Override
  public void page(String title) {
    // Nobody sees it.
  }

  @Override
  public boolean hasKey(String key) {
    return check(key, false);
  }

  @Override
  public boolean check(String label, boolean byDefault) {
    String key = Fields.key(label);
    known.add(key);
    if (values.get(key) != null)
      throw new UserException(
          key + "=" + values.get(key) + " is not possible; write " + key + " or leave it out.");
    return values.containsKey(key);
  }
}
