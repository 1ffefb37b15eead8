package sc.fiji.unet.labels;

import java.util.function.Consumer;

/**
 * Smooths a plane by [1 2 1] / 4 along X and Y, row by row; a row is ready when the next one is
 * there. Beyond the border of the plane its outermost pixels go on.
 */
final class Binomial {

  private final Consumer<float[]> target;
  private float[] above;
  private float[] here;
  private float[] below;
  private final float[] smooth;
  private boolean empty = true;

  /**
   * @param target gets each row; it changes when the next one is added
   */
  Binomial(int width, Consumer<float[]> target) {
    this.target = target;
    above = new float[width];
    here = new float[width];
    below = new float[width];
    smooth = new float[width];
  }

  void add(float[] row) {
    int last = row.length - 1;
    for (int x = 1; x < last; x++) below[x] = (row[x - 1] + 2 * row[x] + row[x + 1]) * 0.25f;
    below[0] = (3 * row[0] + row[Math.min(1, last)]) / 4;
    if (last > 0) below[last] = (3 * row[last] + row[last - 1]) / 4;
    if (empty) System.arraycopy(below, 0, here, 0, below.length);
    else give();
    empty = false;
    float[] free = above;
    above = here;
    here = below;
    below = free;
  }

  /** Ends the plane. */
  void end() {
    System.arraycopy(here, 0, below, 0, here.length);
    give();
    empty = true;
  }

  private void give() {
    for (int x = 0; x < smooth.length; x++) smooth[x] = (above[x] + 2 * here[x] + below[x]) * 0.25f;
    target.accept(smooth);
  }
}
