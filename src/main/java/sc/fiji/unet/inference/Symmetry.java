package sc.fiji.unet.inference;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One of the flips and rotations by right angles that lead a square onto itself.
 *
 * @param transposed whether x and y are exchanged, before they are flipped
 */
public record Symmetry(boolean transposed, boolean flippedX, boolean flippedY) {

  private static final int Y = 2;
  private static final int X = 3;

  /** The image as it is. */
  public static final Symmetry IDENTITY = new Symmetry(false, false, false);

  /**
   * All eight, or the four that keep width and height.
   *
   * @param square whether x and y may be exchanged
   */
  public static List<Symmetry> all(boolean square) {
    return IntStream.range(0, square ? 8 : 4)
        .mapToObj(i -> new Symmetry((i & 4) != 0, (i & 1) != 0, (i & 2) != 0))
        .toList();
  }

  /**
   * @param image (n, channel, y, x)
   */
  public NDArray apply(NDArray image) {
    return flipped(transposed(image));
  }

  /** Leads what {@link #apply} gave back to where it was. */
  public NDArray undo(NDArray image) {
    return transposed(flipped(image));
  }

  private NDArray transposed(NDArray image) {
    return transposed ? image.transpose(0, 1, X, Y) : image;
  }

  private NDArray flipped(NDArray image) {
    if (flippedX && flippedY) return image.flip(Y, X);
    if (flippedX) return image.flip(X);
    return flippedY ? image.flip(Y) : image;
  }
}
