package sc.fiji.unet.wrong.commands;

import ai.djl.ndarray.NDArray;

class ImportsTensors {
  NDArray dependency;
}
