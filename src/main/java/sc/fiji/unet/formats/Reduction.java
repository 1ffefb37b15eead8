package sc.fiji.unet.formats;

import java.util.Arrays;

/** Makes smaller images of images of five axes, x fastest, then y. */
final class Reduction {

  private Reduction() {}

  /**
   * Takes some of the pixels: labels stay what they are.
   *
   * @param places which ones, along each axis
   */
  static int[] nearest(int[] values, int[] size, int[][] places) {
    int[] taken =
        new int[Arrays.stream(places).mapToInt(axis -> axis.length).reduce(1, Math::multiplyExact)];
    int i = 0;
    for (int t : places[4])
      for (int z : places[3])
        for (int c : places[2])
          for (int y : places[1]) {
            int row = (((t * size[3] + z) * size[2] + c) * size[1] + y) * size[0];
            for (int x : places[0]) taken[i++] = values[row + x];
          }
    return taken;
  }

  /**
   * Half as wide and high, rounded up: the mean of two by two pixels, or of as many of them as
   * there are at the ends.
   */
  static float[] mean(float[] values, int[] size) {
    int width = (size[0] + 1) / 2;
    int height = (size[1] + 1) / 2;
    int planes = size[2] * size[3] * size[4];
    float[] half = new float[planes * height * width];
    for (int plane = 0, i = 0; plane < planes; plane++)
      for (int y = 0; y < height; y++) {
        int row = (plane * size[1] + 2 * y) * size[0];
        int below = 2 * y + 1 < size[1] ? row + size[0] : row;
        for (int x = 0; x < width; x++) {
          int left = 2 * x;
          int right = Math.min(left + 1, size[0] - 1);
          half[i++] =
              (values[row + left]
                      + values[row + right]
                      + values[below + left]
                      + values[below + right])
                  / 4;
        }
      }
    return half;
  }
}
