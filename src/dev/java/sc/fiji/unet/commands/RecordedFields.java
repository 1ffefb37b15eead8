package sc.fiji.unet.commands;

import ij.IJ;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Notes what a command asks for, as a macro sees it, and answers with the defaults. */
final class RecordedFields implements Fields {

  /**
   * A macro key.
   *
   * @param values what it may be, in Markdown
   * @param byDefault in Markdown; empty where it follows from what is open
   */
  record Key(String name, String values, String byDefault) {}

  private final Map<String, Key> keys = new LinkedHashMap<>();

  /** In the order in which they were asked for. */
  List<Key> keys() {
    return new ArrayList<>(keys.values());
  }

  private <T> T note(String label, String values, String byDefault, T answer) {
    String key = Fields.key(label);
    keys.put(key, new Key(key, values, byDefault));
    return answer;
  }

  /** What a label says in parentheses, which a state of ImageJ does not change. */
  private static String hint(String label, String otherwise) {
    int start = label.indexOf('(');
    String hint = start < 0 ? otherwise : label.substring(start + 1, label.lastIndexOf(')'));
    return hint.replace("*", "\\*");
  }

  private static String quoted(String value) {
    return value.isEmpty() ? "none" : "`" + value + "`";
  }

  private static String plain(double number) {
    return IJ.d2s(number, number == Math.rint(number) ? 0 : 2);
  }

  private static String range(double min, double max) {
    return max >= Integer.MAX_VALUE ? plain(min) + " or more" : plain(min) + " to " + plain(max);
  }

  @Override
  public boolean areShown() {
    return false;
  }

  @Override
  public String text(String label, String byDefault) {
    return note(label, hint(label, "text"), quoted(byDefault), byDefault);
  }

  @Override
  public String source(String label, String byDefault, List<String> names) {
    return note(label, hint(label, "title, file or folder"), "", byDefault);
  }

  @Override
  public String model(String label, String byDefault) {
    return note(label, "name or file (.zip)", quoted(byDefault), byDefault);
  }

  @Override
  public String folder(String label) {
    return note(label, "folder", "none", "");
  }

  @Override
  public double number(String label, double byDefault, double min, double max) {
    return note(label, range(min, max), plain(byDefault), byDefault);
  }

  @Override
  public OptionalDouble numberOrNone(String label, double min, double max) {
    return note(label, range(min, max), "none", OptionalDouble.empty());
  }

  @Override
  public int integer(String label, int byDefault, int min, int max) {
    String values = "whole number, " + range(min, max);
    return note(label, values, plain(byDefault), byDefault);
  }

  @Override
  public String choice(String label, String... allowed) {
    String values = "`" + String.join("`, `", allowed) + "`";
    return note(label, values, quoted(allowed[0]), allowed[0]);
  }

  @Override
  public boolean hasKey(String key) {
    return check(key, false);
  }

  @Override
  public boolean check(String label, boolean byDefault) {
    return note(label, "check box", "off", false);
  }

  /** What is behind it needs no key. */
  @Override
  public void more(String label) {}

  /** The same of fields on another page; not every state of {@link Fields} has it. */
  public void page(String title) {}
}
