package sc.fiji.unet.images;

import java.util.Arrays;

/** What a network says of the objects of a label image. */
public final class FoundObjects {

  /** In ascending order. */
  private final int[] labels;

  private final float[] confidences;
  private final byte[] classes;

  /**
   * @param labels in ascending order
   * @param confidences of each, 0 to 1
   * @param classes of each, as unsigned bytes, from 0
   */
  public FoundObjects(int[] labels, float[] confidences, byte[] classes) {
    this.labels = labels.clone();
    this.confidences = confidences.clone();
    this.classes = classes.clone();
  }

  /** Their labels, in ascending order. */
  public int[] labels() {
    return labels.clone();
  }

  /** The highest label; 0 if there is none. */
  public int lastLabel() {
    return labels.length == 0 ? 0 : labels[labels.length - 1];
  }

  /**
   * The mean foreground probability of an object's pixels (but those of filled holes), 0 to 1.
   *
   * @throws IllegalArgumentException if there is no such label
   */
  public double confidence(int label) {
    return confidences[index(label)];
  }

  /**
   * The class that most of an object's pixels have, from 1; 1 where there is one class.
   *
   * @throws IllegalArgumentException if there is no such label
   */
  public int objectClass(int label) {
    return 1 + (classes[index(label)] & 0xff);
  }

  private int index(int label) {
    int index = Arrays.binarySearch(labels, label);
    if (index < 0) throw new IllegalArgumentException("There is no object " + label + ".");
    return index;
  }

  /**
   * The same objects with other labels.
   *
   * @param others of each object, in the order of their labels now; no two of them equal
   */
  public FoundObjects withLabels(int[] others) {
    int[] sorted = others.clone();
    Arrays.sort(sorted);
    float[] newConfidences = new float[sorted.length];
    byte[] newClasses = new byte[sorted.length];
    for (int i = 0; i < others.length; i++) {
      int to = Arrays.binarySearch(sorted, others[i]);
      newConfidences[to] = confidences[i];
      newClasses[to] = classes[i];
    }
    return new FoundObjects(sorted, newConfidences, newClasses);
  }
}
