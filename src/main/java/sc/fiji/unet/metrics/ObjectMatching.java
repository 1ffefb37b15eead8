package sc.fiji.unet.metrics;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What became of each object. A true and a predicted object that have an intersection over union of
 * more than 0.5 are a hit; there is one partner at most. A predicted object <i>holds</i> a true one
 * if more than half of its pixels lie in it; a predicted object <i>is a piece</i> of a true one if
 * more than half of its own pixels lie in that.
 *
 * @param truth fate of each object of the ground truth, by its label
 * @param prediction fate of each predicted object, by its label
 * @param splits objects of the ground truth of which there are two pieces or more, hits or not
 * @param merges predicted objects that hold two of the ground truth or more, hits or not
 */
public record ObjectMatching(
    Map<Integer, Fate> truth, Map<Integer, Fate> prediction, int splits, int merges) {

  /** What became of an object. */
  public enum Fate {
    /** It has a partner. */
    HIT,
    /** Of the ground truth: it is not there. */
    MISSED,
    /** Predicted: there is nothing. */
    FALSE,
    /** Of the ground truth: it is in pieces; predicted: it is one of several pieces. */
    SPLIT,
    /** Of the ground truth: it lies in a predicted object with others; predicted: it holds some. */
    MERGED
  }

  public ObjectMatching {
    truth = Collections.unmodifiableMap(new TreeMap<>(truth));
    prediction = Collections.unmodifiableMap(new TreeMap<>(prediction));
  }

  public static ObjectMatching of(ContingencyTable table) {
    Set<Integer> foundTruths = new HashSet<>();
    Set<Integer> rightPredictions = new HashSet<>();
    Map<Integer, Integer> holders = new HashMap<>();
    Map<Integer, Integer> wholes = new HashMap<>();
    for (ContingencyTable.Overlap pair : table.overlaps()) {
      if (pair.holdsTruth()) holders.put(pair.truth(), pair.prediction());
      if (pair.holdsPrediction()) wholes.put(pair.prediction(), pair.truth());
      if (pair.exceeds(0.5)) {
        foundTruths.add(pair.truth());
        rightPredictions.add(pair.prediction());
      }
    }
    Set<Integer> merging = severalTimes(holders);
    Set<Integer> inPieces = severalTimes(wholes);
    Map<Integer, Fate> ofTruth = new TreeMap<>();
    for (int truth : table.trueObjects()) {
      boolean merged = merging.contains(holders.get(truth));
      boolean split = inPieces.contains(truth);
      ofTruth.put(truth, fate(foundTruths.contains(truth), merged, split, Fate.MISSED));
    }
    Map<Integer, Fate> ofPrediction = new TreeMap<>();
    for (int prediction : table.predictedObjects()) {
      boolean merged = merging.contains(prediction);
      boolean split = inPieces.contains(wholes.get(prediction));
      ofPrediction.put(
          prediction, fate(rightPredictions.contains(prediction), merged, split, Fate.FALSE));
    }
    return new ObjectMatching(ofTruth, ofPrediction, inPieces.size(), merging.size());
  }

  private static Fate fate(boolean hit, boolean merged, boolean split, Fate otherwise) {
    return hit ? Fate.HIT : merged ? Fate.MERGED : split ? Fate.SPLIT : otherwise;
  }

  private static Set<Integer> severalTimes(Map<Integer, Integer> partners) {
    Set<Integer> once = new HashSet<>();
    Set<Integer> severalTimes = new HashSet<>();
    for (int partner : partners.values()) if (!once.add(partner)) severalTimes.add(partner);
    return severalTimes;
  }
}
