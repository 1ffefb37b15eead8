package sc.fiji.unet.commands;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import sc.fiji.unet.progress.UserException;

/**
 * The options of a macro's {@code run(command, options)}: {@code key=value}, {@code key=[value with
 * spaces]}, {@code key='value with ] alone'}, {@code key=&variable} and {@code key} for check
 * boxes. ImageJ reads them in the same way; what it records is not always what it reads, so this
 * writes them, too.
 */
final class MacroOptions {

  private final String text;
  private final UnaryOperator<String> variables;
  private int at;

  private MacroOptions(String text, UnaryOperator<String> variables) {
    this.text = text;
    this.variables = variables;
  }

  /**
   * @param variables gives the value of a variable, or null if there is none
   * @return values by key, in their order; null for a key that stands alone
   */
  static Map<String, String> read(String text, UnaryOperator<String> variables) {
    return new MacroOptions(text, variables).read();
  }

  private Map<String, String> read() {
    Map<String, String> values = new LinkedHashMap<>();
    for (skipSpace(); at < text.length(); skipSpace()) {
      int start = at;
      while (at < text.length() && text.charAt(at) != '=' && !isSpace(text.charAt(at))) at++;
      String key = text.substring(start, at);
      boolean alone = at == text.length() || text.charAt(at) != '=';
      if (!alone) at++;
      values.put(key, alone ? null : value());
    }
    return values;
  }

  private void skipSpace() {
    while (at < text.length() && isSpace(text.charAt(at))) at++;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  private String value() {
    int start = at;
    int end = at == text.length() ? -1 : closing(text, at);
    if (end > 0) {
      at = end + 1;
      return text.substring(start + 1, end);
    }
    while (at < text.length() && !isSpace(text.charAt(at))) at++;
    String bare = text.substring(start, at);
    String variable = bare.startsWith("&") ? variables.apply(bare.substring(1)) : null;
    return variable == null ? bare : variable;
  }

  /** Where the bracket or quote that opens here closes; -1 if none does. */
  private static int closing(String text, int open) {
    if (text.charAt(open) == '\'') return text.indexOf('\'', open + 1);
    if (text.charAt(open) != '[') return -1;
    int depth = 0;
    for (int i = open; i < text.length(); i++) {
      if (text.charAt(i) == '[') depth++;
      if (text.charAt(i) == ']' && --depth == 0) return i;
    }
    return -1;
  }

  /**
   * The text that {@link #read} makes the same values of.
   *
   * @param values by key; null for a key that stands alone
   * @throws UserException if no text does
   */
  static String write(Map<String, String> values) {
    return values.entrySet().stream()
        .map(
            each ->
                each.getValue() == null
                    ? each.getKey()
                    : each.getKey() + "=" + written(each.getKey(), each.getValue()))
        .collect(Collectors.joining(" "));
  }

  private static String written(String key, String value) {
    boolean bare = !value.isEmpty() && "['&".indexOf(value.charAt(0)) < 0;
    if (bare && value.chars().noneMatch(c -> isSpace((char) c))) return value;
    return quoted(value)
        .orElseThrow(
            () ->
                new UserException(
                    "This call is not recorded, since a macro cannot hold the value \""
                        + value
                        + "\" of "
                        + key
                        + ", with a bracket that has no partner and an apostrophe: rename it."));
  }

  private static Optional<String> quoted(String value) {
    String inBrackets = "[" + value + "]";
    if (closing(inBrackets, 0) == inBrackets.length() - 1) return Optional.of(inBrackets);
    return value.indexOf('\'') < 0 ? Optional.of("'" + value + "'") : Optional.empty();
  }
}
