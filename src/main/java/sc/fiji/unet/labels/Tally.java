package sc.fiji.unet.labels;

import java.util.Arrays;
import sc.fiji.unet.images.FoundObjects;

/** What the pixels of each set say together. */
final class Tally {

  private final int classes;
  private double[] foregrounds = new double[1024];

  /** Pixels of each class of each set. */
  private long[] votes;

  /**
   * @param classes of objects, 1 or more
   */
  Tally(int classes) {
    this.classes = classes;
    votes = new long[classes * foregrounds.length];
  }

  /**
   * @param foreground sum of that of the pixels
   * @param objectClass of all of them, from 0
   */
  void add(int set, int pixels, double foreground, int objectClass) {
    if (set >= foregrounds.length) grow(set);
    foregrounds[set] += foreground;
    votes[set * classes + objectClass] += pixels;
  }

  private void grow(int set) {
    int capacity = Math.max(set + 1, DisjointSets.capacityAfter(foregrounds.length));
    foregrounds = Arrays.copyOf(foregrounds, capacity);
    votes = Arrays.copyOf(votes, Math.multiplyExact(capacity, classes));
  }

  /**
   * What the pixels of each object say.
   *
   * @param sets numbered
   * @param objects their number
   */
  FoundObjects objects(DisjointSets sets, int firstLabel, int objects) {
    Tally total = new Tally(classes);
    total.grow(objects);
    for (int set = 1; set <= Math.min(sets.last(), foregrounds.length - 1); set++)
      if (sets.label(set) > 0) total.add(sets.label(set) - firstLabel, this, set);
    int[] labels = new int[objects];
    float[] confidences = new float[objects];
    byte[] winners = new byte[objects];
    for (int i = 0; i < objects; i++) {
      labels[i] = firstLabel + i;
      confidences[i] = (float) total.mean(i);
      winners[i] = (byte) total.winner(i);
    }
    return new FoundObjects(labels, confidences, winners);
  }

  private void add(int set, Tally other, int otherSet) {
    foregrounds[set] += other.foregrounds[otherSet];
    for (int c = 0; c < classes; c++)
      votes[set * classes + c] += other.votes[otherSet * classes + c];
  }

  private double mean(int set) {
    return foregrounds[set]
        / Arrays.stream(votes, set * classes, (set + 1) * classes).asDoubleStream().sum();
  }

  private int winner(int set) {
    int most = set * classes;
    for (int v = most; v < (set + 1) * classes; v++) if (votes[v] > votes[most]) most = v;
    return most - set * classes;
  }
}
