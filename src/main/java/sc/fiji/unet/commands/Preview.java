package sc.fiji.unet.commands;

import java.util.function.Consumer;

/** Shows what settings do while a person changes them. */
interface Preview<S> extends AutoCloseable {

  /**
   * Shows it, soon; returns at once.
   *
   * @param told takes a sentence on it, in any thread
   */
  void show(S settings, Consumer<String> told);

  /** Leaves everything as it was before. */
  @Override
  void close();
}
