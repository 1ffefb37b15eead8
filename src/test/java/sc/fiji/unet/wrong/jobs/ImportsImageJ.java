package sc.fiji.unet.wrong.jobs;

import ij.ImagePlus;

class ImportsImageJ {
  ImagePlus dependency;
}
