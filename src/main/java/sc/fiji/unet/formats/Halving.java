package sc.fiji.unet.formats;

/** Makes images half as wide and high, rounded up, of images of five axes, x fastest and then y. */
final class Halving {

  private Halving() {}

  /** Every second pixel of every second row: labels stay what they are. */
  static int[] nearest(int[] values, int[] size) {
    int width = (size[0] + 1) / 2;
    int height = (size[1] + 1) / 2;
    int planes = size[2] * size[3] * size[4];
    int[] half = new int[planes * height * width];
    for (int plane = 0, i = 0; plane < planes; plane++)
      for (int y = 0; y < height; y++) {
        int row = (plane * size[1] + 2 * y) * size[0];
        for (int x = 0; x < width; x++) half[i++] = values[row + 2 * x];
      }
    return half;
  }

  /** The mean of two by two pixels, or of as many of them as there are at the ends. */
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
