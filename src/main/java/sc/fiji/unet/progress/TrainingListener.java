package sc.fiji.unet.progress;

/** Follows a training, and may end it early: the best network so far is kept. */
public interface TrainingListener extends Progress {

  /**
   * @param iteration steps so far
   * @param training mean loss since the last call
   * @param validation loss on the images held back
   * @param error how much of them is wrong, from 0: of objects 1 minus their mean average
   *     precision, of regions the share of the pixels
   */
  void losses(int iteration, double training, double validation, double error);

  /** The progress itself if it listens, else one that lets the losses pass. */
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

      @Override
      public void losses(int iteration, double training, double validation, double error) {}
    };
  }
}
