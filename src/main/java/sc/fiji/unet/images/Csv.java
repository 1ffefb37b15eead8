package sc.fiji.unet.images;

import java.util.Collection;
import java.util.stream.Collectors;

/** Lines of tables with commas between the values. */
public final class Csv {

  private Csv() {}

  /** Without the end of the line. */
  public static String line(Collection<String> values) {
    return values.stream().map(Csv::quoted).collect(Collectors.joining(","));
  }

  /** A value, in quotes if it needs them. */
  public static String quoted(String value) {
    return value.matches("(?s).*[\",\n\r].*") ? '"' + value.replace("\"", "\"\"") + '"' : value;
  }
}
