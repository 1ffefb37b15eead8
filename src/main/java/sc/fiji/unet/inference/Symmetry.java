package sc.fiji.unet.inference;

import java.util.List;
import java.util.stream.IntStream;

/**
 * One of the flips and rotations by right angles that lead a square onto itself.
 *
 * @param transposed whether x and y are exchanged, before they are flipped
 */
record Symmetry(boolean transposed, boolean flippedX, boolean flippedY) {

  /**
   * All eight, or the four that keep width and height.
   *
   * @param square whether x and y may be exchanged
   */
  static List<Symmetry> all(boolean square) {
    return IntStream.range(0, square ? 8 : 4)
        .mapToObj(i -> new Symmetry((i & 4) != 0, (i & 1) != 0, (i & 2) != 0))
        .toList();
  }

  /** Height and width of what {@link #apply} gives. */
  int[] shape(int height, int width) {
    return transposed ? new int[] {width, height} : new int[] {height, width};
  }

  /**
   * @param image axis order (y, x, channel)
   * @return the same, turned
   */
  float[] apply(float[] image, int height, int width) {
    if (isIdentity()) return image;
    int channels = image.length / height / width;
    float[] turned = new float[image.length];
    int i = 0;
    for (int from : sources(height, width)) {
      System.arraycopy(image, from * channels, turned, i, channels);
      i += channels;
    }
    return turned;
  }

  /**
   * Leads back what a network made of a turned image.
   *
   * @param map axis order (channel, y, x)
   * @param height of the image before it was turned
   * @param width of the image before it was turned
   */
  float[] undo(float[] map, int height, int width) {
    if (isIdentity()) return map;
    float[] original = new float[map.length];
    int[] sources = sources(height, width);
    for (int first = 0; first < map.length; first += sources.length)
      for (int i = 0; i < sources.length; i++) original[first + sources[i]] = map[first + i];
    return original;
  }

  private boolean isIdentity() {
    return !transposed && !flippedX && !flippedY;
  }

  /** For each pixel of the turned image the pixel that it was, both in the order (y, x). */
  private int[] sources(int height, int width) {
    int[] shape = shape(height, width);
    int[] sources = new int[height * width];
    int i = 0;
    for (int y = 0; y < shape[0]; y++)
      for (int x = 0; x < shape[1]; x++) {
        int row = flippedY ? shape[0] - 1 - y : y;
        int column = flippedX ? shape[1] - 1 - x : x;
        sources[i++] = transposed ? column * width + row : row * width + column;
      }
    return sources;
  }
}
