package sc.fiji.unet.wrong.metrics;

import sc.fiji.unet.wrong.labels.Labels;

class ImportsLabels {
  Labels dependency;
}
