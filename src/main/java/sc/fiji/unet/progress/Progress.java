package sc.fiji.unet.progress;

/**
 * Listens to long work and may ask it to stop. Called from any thread: one does the work, another
 * may wait for it.
 */
public interface Progress {

  /** Work that nobody watches and nobody stops. */
  Progress NONE =
      new Progress() {
        @Override
        public void report(String status, double fraction) {}

        @Override
        public boolean isCanceled() {
          return false;
        }
      };

  /**
   * @param status what is being done, for a status bar
   * @param fraction share of the work that is done, 0 to 1
   */
  void report(String status, double fraction);

  /**
   * Tells what the user should know afterwards, too.
   *
   * @param sentence for a log
   */
  default void note(String sentence) {}

  /**
   * Tells, as the work begins, what memory it takes beside Java's heap.
   *
   * @param bytes about the most that it takes at once
   */
  default void memory(long bytes) {}

  /** Whether the work should end at the next safe point. */
  boolean isCanceled();
}
