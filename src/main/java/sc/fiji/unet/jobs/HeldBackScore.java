package sc.fiji.unet.jobs;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import sc.fiji.unet.library.OpenModel;
import sc.fiji.unet.model.Decoding;
import sc.fiji.unet.model.Magnification;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.runtime.Compute;
import sc.fiji.unet.runtime.Network;
import sc.fiji.unet.targets.Place;

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

  /**
   * What a model says of the images.
   *
   * @param model with the thresholds that are judged
   */
  record Predictions(ModelDescription model, List<PredictedImage> images) {

    Predictions with(Decoding decoding) {
      return new Predictions(model.with(decoding), images);
    }
  }

  Predictions predictions(ModelDescription model, byte[] weights) throws IOException {
    ObjectMaps maps = new ObjectMaps(model);
    try (OpenModel open = new OpenModel(model, Network.open(model, weights, compute))) {
      PredictImage job = new PredictImage(open, SegmentImage.defaults(model));
      return new Predictions(
          model, images.stream().map(image -> image.predicted(job, maps)).toList());
    }
  }

  /**
   * The same of another model; empty if it sees images in another way or finds something else, so
   * that both cannot be compared.
   */
  Optional<Predictions> comparable(ModelDescription model, byte[] weights, ModelDescription trained)
      throws IOException {
    if (model.unet().isEmpty()
        || !model.output().channels().equals(trained.output().channels())
        || model.input().channels() != trained.input().channels()
        || model.context() != trained.context()
        || !isAlike(model.magnification(), trained.magnification())) return Optional.empty();
    return Optional.of(predictions(model, weights));
  }

  /** What a model's own thresholds make of that, from 0 to 1. */
  double of(Predictions predictions) {
    return of(predictions.model(), predictions.images());
  }

  private double of(ModelDescription model, List<PredictedImage> predicted) {
    boolean distance = new ObjectMaps(model).hasDistance();
    return score.of(
        ObjectMaps.separation(model.decoding(), distance),
        model.decoding().minimumSize(),
        predicted);
  }

  /** Each image by itself, the worst first. */
  List<JudgedImage> judged(Predictions now, Optional<Predictions> before) {
    return IntStream.range(0, images.size())
        .mapToObj(i -> judged(i, now, before))
        .sorted(Comparator.comparingDouble(JudgedImage::reached))
        .toList();
  }

  private JudgedImage judged(int index, Predictions now, Optional<Predictions> before) {
    Place place = images.get(index).planes().get(0).place();
    return new JudgedImage(
        place.image(),
        place.plane(),
        ofImage(index, now),
        before.map(old -> OptionalDouble.of(ofImage(index, old))).orElse(OptionalDouble.empty()),
        place.inImage(now.images().get(index).leastSure()));
  }

  private double ofImage(int index, Predictions predictions) {
    return of(predictions.model(), List.of(predictions.images().get(index)));
  }

  /**
   * Whether both see objects about as large, which the images are resized to already; another
   * object or two must not change that.
   */
  private static boolean isAlike(Magnification one, Magnification other) {
    return one.diameter() > 0 && other.diameter() > 0
        ? isAlike(one.diameter(), other.diameter())
        : isAlike(one.factor(), other.factor());
  }

  private static boolean isAlike(double one, double other) {
    return Math.max(one, other) <= ALIKE * Math.min(one, other);
  }

  /** Of the metric, for people. */
  String name() {
    return score.name();
  }

  /** For people: "mean AP 0.712". */
  String words(double reached) {
    return String.format(Locale.ROOT, "%s %.3f", score.name(), reached);
  }
}
