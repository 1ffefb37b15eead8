package sc.fiji.unet.network;

import ai.djl.ndarray.NDManager;

/** A block that can write itself as a TorchScript module. */
interface Scripted {

  /**
   * The block, which is initialised, with its present parameters.
   *
   * @param memory owns arrays that are computed for this form; the others are the block's own
   */
  ScriptModule script(Form form, NDManager memory);
}
