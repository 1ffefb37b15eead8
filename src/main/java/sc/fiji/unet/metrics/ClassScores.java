package sc.fiji.unet.metrics;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How well the pixels of each class are found.
 *
 * @param classes each that is in the ground truth or the prediction, with 0, the background
 */
public record ClassScores(SortedMap<Integer, MaskScore> classes) {

  /** Of no image. */
  public static final ClassScores NONE = new ClassScores(new TreeMap<>());

  public ClassScores {
    classes = Collections.unmodifiableSortedMap(new TreeMap<>(classes));
  }

  /** Compares two maps of class numbers. */
  public static ClassScores of(ContingencyTable table) {
    SortedMap<Integer, MaskScore> classes = new TreeMap<>();
    for (Map.Entry<ContingencyTable.Pair, Long> cell : table.pixels().entrySet()) {
      int truth = cell.getKey().truth();
      int found = cell.getKey().prediction();
      MaskScore right = new MaskScore(cell.getValue(), 0);
      MaskScore wrong = new MaskScore(0, cell.getValue());
      classes.merge(truth, truth == found ? right : wrong, MaskScore::plus);
      if (truth != found) classes.merge(found, wrong, MaskScore::plus);
    }
    return new ClassScores(classes);
  }

  /** As of one image. */
  public ClassScores plus(ClassScores other) {
    SortedMap<Integer, MaskScore> sum = new TreeMap<>(classes);
    other.classes.forEach((number, score) -> sum.merge(number, score, MaskScore::plus));
    return new ClassScores(sum);
  }

  /** The mean over the classes, 0 to 1 (perfect); 1 if there is none. */
  public double meanIou() {
    return classes.values().stream().mapToDouble(MaskScore::iou).average().orElse(1);
  }
}
