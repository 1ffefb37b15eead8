package sc.fiji.unet.bioimageio;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.DuplicateKeyException;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.parser.ParserException;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.scanner.ScannerException;

/**
 * A value in a YAML file that is not trusted, with its place for errors.
 *
 * @param place as in {@code inputs[0].axes[1].size}
 * @param value null where there is none
 */
record YamlNode(String place, Object value) {

  private static final int LARGEST_DEPTH = 30;
  private static final int MOST_ALIASES = 50;

  /**
   * @throws UnusableException if it is no YAML, too deep, refers to itself, or names classes
   */
  static YamlNode parse(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setAllowRecursiveKeys(false);
    options.setMaxAliasesForCollections(MOST_ALIASES);
    options.setNestingDepthLimit(LARGEST_DEPTH);
    try {
      return new YamlNode("", new Yaml(new SafeConstructor(options)).load(text));
    } catch (YAMLException | ClassCastException | IllegalArgumentException e) {
      // The latter two: a tag on a value of another kind, as in "!!int x".
      throw new UnusableException(problem(e), e);
    }
  }

  private static String problem(RuntimeException e) {
    boolean grammar =
        e instanceof ScannerException
            || e instanceof ParserException && !e.getMessage().contains("tag")
            || e instanceof DuplicateKeyException;
    if (grammar && e instanceof MarkedYAMLException marked && marked.getProblemMark() != null)
      return "its description is no YAML from line "
          + (marked.getProblemMark().getLine() + 1)
          + " on.";
    return e instanceof ReaderException
        ? "its description is no YAML, but holds characters that are no text."
        : "its description holds more than plain values, or is built to fill the memory.";
  }

  boolean isMissing() {
    return value == null;
  }

  boolean isMap() {
    return value instanceof Map;
  }

  boolean isList() {
    return value instanceof List;
  }

  /** The value of a key, missing if this is missing. */
  YamlNode at(String key) {
    Map<?, ?> map = isMissing() ? Map.of() : as(Map.class, "a mapping");
    return new YamlNode(place.isEmpty() ? key : place + "." + key, map.get(key));
  }

  /** Those of a list; none if this is missing. */
  List<YamlNode> items() {
    List<?> list = isMissing() ? List.of() : as(List.class, "a list");
    return IntStream.range(0, list.size())
        .mapToObj(i -> new YamlNode(place + "[" + i + "]", list.get(i)))
        .toList();
  }

  <T> List<T> items(Function<YamlNode, T> type) {
    return items().stream().map(type).toList();
  }

  String text() {
    return as(String.class, "a text");
  }

  String text(String ifMissing) {
    return isMissing() ? ifMissing : text();
  }

  int integer() {
    return as(Integer.class, "a whole number");
  }

  double number() {
    double number = as(Number.class, "a number").doubleValue();
    if (!Double.isFinite(number)) throw wrong("a finite number");
    return number;
  }

  double number(double ifMissing) {
    return isMissing() ? ifMissing : number();
  }

  /** Numbers of a list, or a single one. */
  List<Double> numbers(double ifMissing) {
    return isList() ? items(YamlNode::number) : List.of(number(ifMissing));
  }

  private <T> T as(Class<T> type, String name) {
    if (!type.isInstance(value)) throw wrong(name);
    return type.cast(value);
  }

  /** Says that this is not what it must be. */
  UnusableException wrong(String needed) {
    String found =
        isMissing()
            ? "is missing"
            : isMap() ? "is a mapping" : isList() ? "is a list" : "is '" + value + "'";
    return new UnusableException(
        String.format(
            "its description%s %s; it must be %s.",
            place.isEmpty() ? "" : "'s " + place, found, needed));
  }
}
