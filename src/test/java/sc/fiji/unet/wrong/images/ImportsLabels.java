package sc.fiji.unet.wrong.images;

import sc.fiji.unet.wrong.labels.Labels;

class ImportsLabels {
  Labels dependency;
}
