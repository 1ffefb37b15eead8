package sc.fiji.unet.jobs;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import sc.fiji.unet.library.OpenModel;
import sc.fiji.unet.model.Magnification;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.runtime.Compute;
import sc.fiji.unet.runtime.Network;

/** How well models find what was annotated in the images that a training holds back. */
final class HeldBackScore {

  private static final double ALIKE = 1.1;

  private final List<Examples.Image> images;
  private final SeparationScore score;
  private final Compute compute;

  /**
   * @param images one and more, as large as the network is to see them
   */
  HeldBackScore(List<Examples.Image> images, SeparationScore score, Compute compute) {
    this.images = images;
    this.score = score;
    this.compute = compute;
  }

  /** What a network says of the images. */
  List<PredictedImage> predicted(ModelDescription model, byte[] weights) throws IOException {
    ObjectMaps maps = new ObjectMaps(model);
    try (OpenModel open = new OpenModel(model, Network.open(model, weights, compute))) {
      PredictImage job = new PredictImage(open, SegmentImage.defaults(model));
      return images.stream().map(image -> image.predicted(job, maps)).toList();
    }
  }

  /** What a model's own thresholds make of that, from 0 to 1. */
  double of(ModelDescription model, List<PredictedImage> predicted) {
    boolean distance = new ObjectMaps(model).hasDistance();
    return score.of(
        ObjectMaps.separation(model.decoding(), distance),
        model.decoding().minimumSize(),
        predicted);
  }

  /**
   * The same of another model; empty if it sees images in another way or finds something else, so
   * that both cannot be compared.
   */
  Optional<Double> of(ModelDescription model, byte[] weights, ModelDescription trained)
      throws IOException {
    if (model.unet().isEmpty()
        || !model.output().channels().equals(trained.output().channels())
        || model.input().channels() != trained.input().channels()
        || model.context() != trained.context()
        || !isAlike(model.magnification(), trained.magnification())) return Optional.empty();
    return Optional.of(of(model, predicted(model, weights)));
  }

  /** Whether both see objects about as large; another object or two must not change that. */
  private static boolean isAlike(Magnification one, Magnification other) {
    return one.measured() == other.measured()
        && isAlike(one.factor(), other.factor())
        && (!one.measured() || isAlike(one.diameter(), other.diameter()));
  }

  private static boolean isAlike(double one, double other) {
    return Math.max(one, other) <= ALIKE * Math.min(one, other);
  }

  /** For people: "mean AP 0.712". */
  String words(double reached) {
    return String.format(Locale.ROOT, "%s %.3f", score.name(), reached);
  }
}
