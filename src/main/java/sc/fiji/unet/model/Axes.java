package sc.fiji.unet.model;

/**
 * The axes of an array, in their order.
 *
 * @param letters b (batch), c (channel), z, y and x, each at most once; y and x are there
 */
public record Axes(String letters) {

  private static final String ALL = "bczyx";

  /** Letters of the axes in space, the fastest first. */
  private static final String SPACE = "xyz";

  public Axes {
    boolean known = letters.chars().allMatch(axis -> ALL.indexOf(axis) >= 0);
    boolean twice = letters.chars().distinct().count() < letters.length();
    if (!known || twice || !letters.contains("y") || !letters.contains("x"))
      throw new IllegalArgumentException(
          "The axes are "
              + letters
              + "; supported are y and x, with or without b (batch), c (channel) and z, each once.");
  }

  /** Number of axes. */
  public int count() {
    return letters.length();
  }

  /** 2 for planes, 3 for volumes. */
  public int dimensions() {
    return has('z') ? 3 : 2;
  }

  /** Whether an axis is there. */
  public boolean has(char axis) {
    return letters.indexOf(axis) >= 0;
  }

  /** The letter of a dimension of space: x, y, z. */
  public static char ofSpace(int dimension) {
    return SPACE.charAt(dimension);
  }

  @Override
  public String toString() {
    return letters;
  }
}
