package sc.fiji.unet.formats;

import java.util.ArrayList;
import java.util.List;

/**
 * The resolutions that an image is to have, finest first: how large they are and where they lie.
 */
final class Pyramid {

  /** Pyramids of their own end where a plane is no longer than this. */
  private static final int TOP = 512;

  private final Multiscale image;
  private final List<long[]> sizes;

  private Pyramid(Multiscale image, List<long[]> sizes) {
    this.image = image;
    this.sizes = sizes;
  }

  /**
   * Each half as wide and high, rounded up, by the mean of four pixels, which lies between them.
   *
   * @param full of the first one
   * @param size of it, five numbers in ImageJ's order
   */
  static Pyramid ofMeans(Multiscale full, long[] size) {
    List<long[]> sizes = new ArrayList<>();
    List<Multiscale.Level> levels = new ArrayList<>();
    for (long[] next = size; ; next = half(next)) {
      levels.add(halved(full, full.levels().get(0), sizes.size(), true));
      sizes.add(next);
      if (Math.max(next[0], next[1]) <= TOP) return new Pyramid(named(full, levels), sizes);
    }
  }

  /**
   * Those of the image that the labels are of, from a level on, and as many as it has, which the
   * format demands: what is missing at the end is half as wide and high, by every second pixel.
   *
   * @param there the image from that level on
   * @param sizes of these, five numbers in ImageJ's order
   * @param count how many the image has
   */
  static Pyramid ofLabels(Multiscale there, List<long[]> sizes, int count) {
    List<long[]> all = new ArrayList<>(sizes);
    List<Multiscale.Level> levels = new ArrayList<>(there.levels());
    while (levels.size() < count) {
      levels.add(halved(there, levels.get(levels.size() - 1), 1, false));
      all.add(half(all.get(all.size() - 1)));
    }
    return new Pyramid(named(there, levels), all);
  }

  private static long[] half(long[] size) {
    return new long[] {(size[0] + 1) / 2, (size[1] + 1) / 2, size[2], size[3], size[4]};
  }

  private static Multiscale.Level halved(
      Multiscale image, Multiscale.Level level, int times, boolean means) {
    List<Double> scale = new ArrayList<>(level.scale());
    List<Double> translation = new ArrayList<>(level.translation());
    long factor = 1L << times;
    for (String name : List.of("x", "y")) {
      int axis = image.axis(name);
      double width = level.scale().get(axis);
      scale.set(axis, width * factor);
      if (means) translation.set(axis, translation.get(axis) + width * (factor - 1) / 2);
    }
    return new Multiscale.Level("", scale, translation);
  }

  /** Levels are called 0, 1, 2 ... */
  private static Multiscale named(Multiscale image, List<Multiscale.Level> levels) {
    List<Multiscale.Level> named = new ArrayList<>();
    for (Multiscale.Level level : levels)
      named.add(
          new Multiscale.Level(String.valueOf(named.size()), level.scale(), level.translation()));
    return new Multiscale(image.axes(), named, image.channels());
  }

  Multiscale image() {
    return image;
  }

  int levels() {
    return sizes.size();
  }

  long[] size(int level) {
    return sizes.get(level).clone();
  }

  /**
   * Where pixels of a level are taken from in the finer one before: the nearest at the same place,
   * counted from the first one.
   *
   * @param d axis in ImageJ's order
   * @param first of the pixels
   * @return their places along that axis
   */
  long[] finer(int level, int d, long first, int count) {
    long step = factor(level, d);
    long finerStep = factor(level - 1, d);
    long[] places = new long[count];
    for (int i = 0; i < count; i++)
      places[i] = Math.min((first + i) * step / finerStep, sizes.get(level - 1)[d] - 1);
    return places;
  }

  /** How many pixels of the first level one of this level is long. */
  private long factor(int level, int d) {
    long full = sizes.get(0)[d];
    long length = sizes.get(level)[d];
    int axis = image.axis(Multiscale.ORDER.substring(d, d + 1));
    if (axis < 0 || length == full) return 1;
    long byScale =
        Math.round(
            image.levels().get(level).scale().get(axis) / image.levels().get(0).scale().get(axis));
    // Programs round sizes up or down; some do not say how large a pixel of a coarse level is.
    return byScale > 0 && Math.abs(byScale * length - full) < byScale
        ? byScale
        : Math.max(1, Math.round((double) full / length));
  }
}
