package sc.fiji.unet.progress;

/**
 * Follows a training, and may end it early: the best network so far is kept if it is canceled,
 * nothing if it is discarded.
 */
public interface TrainingListener extends Progress {

  /** The images held back were looked at. */
  default void validated(LearningPoint point) {}

  /** One of them, after {@link #validated}. */
  default void show(ValidationImage image) {}

  /** Returns when the training may go on: at once, unless it is paused. */
  default void pauseIfAsked() {}

  /** Whether nothing of the training is to be kept. */
  default boolean isDiscarded() {
    return false;
  }

  /** The progress itself if it listens, else one that lets all else pass. */
  static TrainingListener of(Progress progress) {
    if (progress instanceof TrainingListener listener) return listener;
    return new TrainingListener() {
      @Override
      public void report(String status, double fraction) {
        progress.report(status, fraction);
      }

      @Override
      public void note(String sentence) {
        progress.note(sentence);
      }

      @Override
      public boolean isCanceled() {
        return progress.isCanceled();
      }
    };
  }
}
