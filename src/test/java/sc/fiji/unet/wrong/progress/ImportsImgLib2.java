package sc.fiji.unet.wrong.progress;

import net.imglib2.Interval;

class ImportsImgLib2 {
  Interval dependency;
}
