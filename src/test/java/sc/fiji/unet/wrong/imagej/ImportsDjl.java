package sc.fiji.unet.wrong.imagej;

import ai.djl.ndarray.NDArray;

class ImportsDjl {
  NDArray dependency;
}
