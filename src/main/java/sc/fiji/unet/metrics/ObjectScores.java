package sc.fiji.unet.metrics;

import java.util.List;
import java.util.stream.IntStream;

/**
 * All that is said of the objects of an image, or of several images together.
 *
 * @param matches at intersections over union of 0.5, 0.55 to 0.95
 * @param splits objects of the ground truth that are in pieces
 * @param merges predicted objects that hold several of the ground truth
 */
public record ObjectScores(
    List<MatchScore> matches,
    SegScore seg,
    DetScore det,
    PanopticScore panoptic,
    int splits,
    int merges,
    MaskScore masks) {

  public ObjectScores {
    matches = List.copyOf(matches);
  }

  public static ObjectScores of(ContingencyTable table) {
    return of(table, ObjectMatching.of(table));
  }

  /**
   * @param matching of the same table
   */
  public static ObjectScores of(ContingencyTable table, ObjectMatching matching) {
    return new ObjectScores(
        IntStream.range(10, 20).mapToObj(i -> MatchScore.of(table, i / 20.0)).toList(),
        SegScore.of(table),
        DetScore.of(table),
        PanopticScore.of(table),
        matching.splits(),
        matching.merges(),
        MaskScore.of(table));
  }

  /** As of one image. */
  public ObjectScores plus(ObjectScores other) {
    return new ObjectScores(
        IntStream.range(0, matches.size())
            .mapToObj(i -> matches.get(i).plus(other.matches.get(i)))
            .toList(),
        seg.plus(other.seg),
        det.plus(other.det),
        panoptic.plus(other.panoptic),
        splits + other.splits,
        merges + other.merges,
        masks.plus(other.masks));
  }

  /**
   * Matches at an intersection over union.
   *
   * @param percent 50, 55 to 95
   */
  public MatchScore at(int percent) {
    return matches.get((percent - 50) / 5);
  }

  /** The mean of the average precision at all of them. */
  public double meanAveragePrecision() {
    return matches.stream().mapToDouble(MatchScore::averagePrecision).average().orElseThrow();
  }
}
