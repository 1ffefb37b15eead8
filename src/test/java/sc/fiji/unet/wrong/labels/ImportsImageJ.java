package sc.fiji.unet.wrong.labels;

import ij.ImagePlus;

class ImportsImageJ {
  ImagePlus dependency;
}
