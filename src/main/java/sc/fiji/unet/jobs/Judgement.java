package sc.fiji.unet.jobs;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import sc.fiji.unet.model.Decoding;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.progress.Progress;

/**
 * What a new model reaches on what was held back.
 *
 * @param decoding with the thresholds that do best there
 * @param reached by it; empty if that is not known
 * @param before by the model to begin with; empty if there is none, or both cannot be compared
 * @param images each by itself, the worst first
 */
record Judgement(
    Decoding decoding, OptionalDouble reached, OptionalDouble before, List<JudgedImage> images) {

  static Judgement none(Decoding usual) {
    return new Judgement(usual, OptionalDouble.empty(), OptionalDouble.empty(), List.of());
  }

  /**
   * @param model the new one, with the usual thresholds, which are kept where none can be fitted
   * @param fit finds the thresholds
   * @param from the model to begin with; empty if there is none, like its weights
   */
  static Judgement of(
      HeldBackScore heldBack,
      ModelDescription model,
      byte[] weights,
      Function<List<PredictedImage>, Decoding> fit,
      Optional<ModelDescription> from,
      Optional<byte[]> fromWeights,
      Progress progress) {
    HeldBackScore.Predictions predicted;
    try {
      predicted = heldBack.predictions(model, weights);
      predicted = predicted.with(fit.apply(predicted.images()));
    } catch (IOException | RuntimeException | OutOfMemoryError e) { // a training may take hours
      progress.note("The usual thresholds are kept, for none could be fitted: " + e);
      return none(model.decoding());
    }
    Optional<HeldBackScore.Predictions> before =
        from.isPresent()
            ? before(heldBack, predicted, from.get(), fromWeights.orElseThrow(), progress)
            : Optional.empty();
    return new Judgement(
        predicted.model().decoding(),
        OptionalDouble.of(heldBack.of(predicted)),
        before.map(old -> OptionalDouble.of(heldBack.of(old))).orElse(OptionalDouble.empty()),
        heldBack.judged(predicted, before));
  }

  private static Optional<HeldBackScore.Predictions> before(
      HeldBackScore heldBack,
      HeldBackScore.Predictions predicted,
      ModelDescription from,
      byte[] weights,
      Progress progress) {
    try {
      Optional<HeldBackScore.Predictions> before =
          heldBack.comparable(from, weights, predicted.model());
      before.ifPresent(
          old ->
              progress.note(
                  String.format(
                      "On what was held back '%s' reached %s, the new model %s.",
                      from.name(),
                      heldBack.words(heldBack.of(old)),
                      heldBack.words(heldBack.of(predicted)))));
      return before;
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      progress.note("What '" + from.name() + "' had reached cannot be told: " + e);
      return Optional.empty();
    }
  }
}
