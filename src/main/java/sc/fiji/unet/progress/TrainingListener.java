package sc.fiji.unet.progress;

/** Follows a training, and may end it early: the best network so far is kept. */
public interface TrainingListener extends Progress {

  /**
   * @param iteration steps so far
   * @param training mean loss since the last call
   * @param validation loss on the samples held back
   */
  void losses(int iteration, double training, double validation);
}
