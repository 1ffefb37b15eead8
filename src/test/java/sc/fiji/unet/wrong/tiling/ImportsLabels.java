package sc.fiji.unet.wrong.tiling;

import sc.fiji.unet.wrong.labels.Labels;

class ImportsLabels {
  Labels dependency;
}
