package sc.fiji.unet.training;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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
   * the last fifth of all planes, of a single plane the lowest fifth of its rows that holds an
   * object, or a part of one, and leaves others to learn, or else of all. Planes without an object
   * choose nothing: they are not held back.
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
    int height = part(only.height());
    int lowest = only.height() - height;
    for (int first = lowest; first >= 0; first--) {
      Split split = ofRows(all, only, first, height);
      boolean learns = split.learned.stream().anyMatch(plane -> !plane.isEmpty());
      if (split.judges() && learns) return split;
    }
    if (only.rows(0, lowest).isEmpty()) throw nothingToLearn();
    return ofRows(all, only, lowest, height);
  }

  private static Split ofRows(
      List<AnnotatedImage> all, AnnotatedImage only, int first, int height) {
    List<AnnotatedImage> rest =
        Stream.of(rows(only, 0, first), rows(only, first + height, only.height()))
            .flatMap(Optional::stream)
            .toList();
    return new Split(
        all.stream().flatMap(plane -> plane == only ? rest.stream() : Stream.of(plane)).toList(),
        List.of(only.rows(first, first + height)));
  }

  /** Whether what is held back can tell a good network from one that finds nothing. */
  public boolean judges() {
    return heldBack.stream().anyMatch(plane -> !plane.isEmpty());
  }

  private static Optional<AnnotatedImage> rows(AnnotatedImage image, int first, int end) {
    return first < end ? Optional.of(image.rows(first, end)) : Optional.empty();
  }

  private static int part(int count) {
    return Math.max(1, Math.round((float) count / PARTS));
  }

  private static UserException nothingToLearn() {
    return new UserException(
        "The annotation of the training images is background (0) everywhere; mark some objects.");
  }
}
