package sc.fiji.unet.training;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import sc.fiji.unet.progress.UserException;
import sc.fiji.unet.targets.AnnotatedImage;

/**
 * What a network learns from, and what is held back: a fifth, on which networks and thresholds are
 * chosen.
 *
 * @param learned one and more planes
 * @param heldBack one and more planes, or rows of the only one
 */
public record Split(List<AnnotatedImage> learned, List<AnnotatedImage> heldBack) {

  /** One of so many is held back. */
  private static final int PARTS = 5;

  /**
   * Holds back every fifth file, for files are often sorted by what they show. Of fewer files it is
   * the last fifth of all planes, of a single plane the lowest fifth of its rows. Planes without an
   * object choose nothing: they are not held back.
   *
   * @param files the planes of each
   * @throws UserException if there is no plane, or what is learned from is background only
   */
  public static Split of(List<List<AnnotatedImage>> files) {
    List<AnnotatedImage> all = files.stream().flatMap(List::stream).toList();
    if (all.isEmpty()) throw new UserException("There is no annotated image to train on.");
    List<List<AnnotatedImage>> marked =
        files.stream()
            .map(planes -> planes.stream().filter(plane -> !plane.isEmpty()).toList())
            .filter(planes -> !planes.isEmpty())
            .toList();
    List<AnnotatedImage> planes = marked.stream().flatMap(List::stream).toList();
    if (planes.isEmpty()) throw nothingToLearn();
    if (planes.size() == 1) return ofRows(all, planes.get(0));
    List<AnnotatedImage> heldBack = new ArrayList<>();
    if (marked.size() >= PARTS)
      for (int i = PARTS - 1; i < marked.size(); i += PARTS) heldBack.addAll(marked.get(i));
    else heldBack.addAll(planes.subList(planes.size() - part(planes.size()), planes.size()));
    return of(all, heldBack);
  }

  private static Split of(List<AnnotatedImage> all, List<AnnotatedImage> heldBack) {
    Set<AnnotatedImage> out = new HashSet<>(heldBack);
    return new Split(all.stream().filter(plane -> !out.contains(plane)).toList(), heldBack);
  }

  private static Split ofRows(List<AnnotatedImage> all, AnnotatedImage only) {
    if (only.height() < 2)
      throw new UserException(
          "A single row of pixels is too little to train on: a part must be held back to"
              + " validate.");
    int cut = only.height() - part(only.height());
    AnnotatedImage upper = only.rows(0, cut);
    if (upper.isEmpty()) throw nothingToLearn();
    return new Split(
        all.stream().map(plane -> plane == only ? upper : plane).toList(),
        List.of(only.rows(cut, only.height())));
  }

  private static int part(int count) {
    return Math.max(1, Math.round((float) count / PARTS));
  }

  private static UserException nothingToLearn() {
    return new UserException(
        "The annotation of the training images is background (0) everywhere; mark some objects.");
  }
}
