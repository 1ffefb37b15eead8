package sc.fiji.unet.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What an output channel of a network means.
 *
 * @param meaning of its numbers
 * @param name for people, as in "class 1" or "boundary"
 */
public record Output(Meaning meaning, String name) {

  /** What the numbers of a channel say about a pixel. */
  public enum Meaning {
    /** The probability that it belongs to an object. */
    FOREGROUND,
    /** The probability that it belongs to no object. */
    BACKGROUND,
    /** The probability that it belongs to an object of one class. */
    CLASS,
    /** Its distance to the edge of its object over the largest one in it; 0 outside. */
    DISTANCE,
    /** The probability that it lies at the edge of an object. */
    BORDER
  }

  /** Names of a network's classes that nobody named. */
  public static List<String> classNames(int classes) {
    return classes == 1
        ? List.of("objects")
        : IntStream.range(0, classes).mapToObj(i -> "class " + i).toList();
  }

  /** What each channel of a network means: its classes, and behind them the distance, if it has. */
  static List<Output> of(List<String> classNames, boolean distance) {
    List<Output> outputs = new ArrayList<>(of(classNames));
    if (distance) outputs.add(new Output(Meaning.DISTANCE, "distance"));
    return List.copyOf(outputs);
  }

  /** One class is the foreground; of several the first is the background. */
  public static List<Output> of(List<String> classNames) {
    return IntStream.range(0, classNames.size())
        .mapToObj(i -> new Output(meaning(i, classNames.size()), classNames.get(i)))
        .toList();
  }

  private static Meaning meaning(int index, int classes) {
    if (classes == 1) return Meaning.FOREGROUND;
    return index == 0 ? Meaning.BACKGROUND : Meaning.CLASS;
  }

  /** The meaning as packages keep it: "foreground", "class NAME". */
  public String description() {
    String word = meaning.name().toLowerCase(Locale.ROOT);
    return meaning == Meaning.CLASS ? word + " " + name : word;
  }

  /**
   * What {@link #description} wrote.
   *
   * @throws IllegalArgumentException if it is none of the meanings
   */
  public static Output parse(String description, String name) {
    for (Meaning meaning : Meaning.values())
      if (new Output(meaning, name).description().equals(description))
        return new Output(meaning, name);
    throw new IllegalArgumentException(
        String.format(
            "The output '%s' means '%s'; known are foreground, background, class %s, distance and"
                + " border.",
            name, description, name));
  }
}
