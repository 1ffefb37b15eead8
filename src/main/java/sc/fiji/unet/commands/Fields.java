package sc.fiji.unet.commands;

import ij.IJ;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import sc.fiji.unet.progress.UserException;

/**
 * The fields of a command, wherever their values come from: a command asks for each by its label,
 * once, and so defines dialog, macro keys and recorded macro in one place. The macro key is the
 * first word of the label in lower case.
 */
interface Fields {

  /** Whether a person sees the defaults, so that they may follow from what is open. */
  boolean areShown();

  /** Any text. */
  String text(String label, String byDefault);

  /**
   * The name of something that is there, or the path of a file or folder.
   *
   * @param names to choose from
   */
  String source(String label, String byDefault, List<String> names);

  /** The name of a model, or the path of its file. */
  String model(String label, String byDefault);

  /** The path of a folder, or nothing. */
  String folder(String label);

  /**
   * @throws UserException if the value is no number from min to max
   */
  double number(String label, double byDefault, double min, double max);

  /**
   * A number from 0, with a slider.
   *
   * @param shown up to which the slider goes
   * @param max that can be typed
   */
  default double slider(String label, double byDefault, double shown, double max) {
    return number(label, byDefault, 0, max);
  }

  /** A number, or empty where none is given; otherwise as {@link #number}. */
  default OptionalDouble numberOrNone(String label, double min, double max) {
    String value = text(label, "").trim();
    if (value.isEmpty()) return OptionalDouble.empty();
    try {
      return OptionalDouble.of(requireInRange(label, Double.parseDouble(value), min, max));
    } catch (NumberFormatException e) {
      throw outOfRange(label, value, min, max);
    }
  }

  /** A whole number, otherwise as {@link #number}. */
  default int integer(String label, int byDefault, int min, int max) {
    double number = number(label, byDefault, min, max);
    if (number == Math.rint(number)) return (int) number;
    throw new UserException(
        key(label) + "=" + number + " is not possible; it must be a whole number.");
  }

  /**
   * @throws UserException if the value is none of those allowed, the first of which is the default
   */
  String choice(String label, String... allowed);

  /** A check box; in a macro it is set where its key stands. */
  boolean check(String label, boolean byDefault);

  /** Whether a macro has a key that no dialog asks for. */
  boolean hasKey(String key);

  /**
   * A check box for all fields behind it: in a dialog they are asked for on another page, if it is
   * ticked, and else have their defaults.
   */
  void more(String label);

  /**
   * Fields that depend on those before follow: in a dialog they are asked for on another page.
   *
   * @param title of the page
   */
  void page(String title);

  /** The macro key of a field. */
  static String key(String label) {
    return label.split("[ (]")[0].toLowerCase(Locale.ROOT);
  }

  /**
   * @throws UserException if the value is not from min to max
   */
  static double requireInRange(String label, double value, double min, double max) {
    if (value >= min && value <= max) return value;
    throw outOfRange(label, plain(value), min, max);
  }

  /** The error of a number that is not from min to max, or none at all. */
  static UserException outOfRange(String label, String value, double min, double max) {
    return new UserException(
        String.format(
            "%s=%s is not possible; allowed are numbers from %s to %s.",
            key(label), value, plain(min), plain(max)));
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? IJ.d2s(value, 0) : String.valueOf(value);
  }
}
