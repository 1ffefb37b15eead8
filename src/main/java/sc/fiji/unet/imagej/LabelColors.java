package sc.fiji.unet.imagej;

import ij.process.ColorSpaceConverter;
import ij.process.LUT;
import java.awt.Color;

/**
 * Colours that tell objects apart, on black and on grey: each next one is as far as possible, in
 * CIELAB, from all before it (Glasbey et al. 2007, doi:10.1002/col.20327). The same in every
 * session.
 */
final class LabelColors {

  /** Steps of a colour component among the candidates. */
  private static final int STEP = 17;

  /** Darker ones (CIELAB lightness, 0 to 100) are hard to see on black. */
  private static final double DARKEST = 40;

  /** Greyer ones (CIELAB chroma) are hard to see on a grey image. */
  private static final double GREYEST = 30;

  /** Entry 0 is black, the background. */
  private static final int[] RGB = glasbey(256);

  private LabelColors() {}

  /** 256 colours, the first one black. */
  static LUT lut() {
    byte[][] channels = new byte[3][RGB.length];
    for (int i = 0; i < RGB.length; i++) {
      for (int c = 0; c < 3; c++) {
        channels[c][i] = (byte) (RGB[i] >> 8 * (2 - c));
      }
    }
    return new LUT(channels[0], channels[1], channels[2]);
  }

  /** The colour of a label from 1; after 255 labels they come again. */
  static Color of(int label) {
    return new Color(RGB[index(label)]);
  }

  /** Of the colour of a label in {@link #lut}. */
  static int index(int label) {
    return label == 0 ? 0 : (label - 1) % (RGB.length - 1) + 1;
  }

  private static int[] glasbey(int count) {
    ColorSpaceConverter converter = new ColorSpaceConverter();
    int levels = 255 / STEP + 1;
    int[] candidates = new int[levels * levels * levels];
    double[][] lab = new double[candidates.length][];
    double[] distance = new double[candidates.length];
    for (int i = 0; i < candidates.length; i++) {
      int red = i / (levels * levels) * STEP;
      int green = i / levels % levels * STEP;
      int blue = i % levels * STEP;
      candidates[i] = red << 16 | green << 8 | blue;
      lab[i] = converter.RGBtoLAB(candidates[i]);
      boolean visible = lab[i][0] >= DARKEST && Math.hypot(lab[i][1], lab[i][2]) >= GREYEST;
      distance[i] = visible ? Double.MAX_VALUE : 0;
    }
    int[] chosen = new int[count];
    int last = 0;
    for (int n = 1; n < count; n++) {
      int farthest = 0;
      for (int i = 0; i < candidates.length; i++) {
        distance[i] = Math.min(distance[i], squaredDistance(lab[i], lab[last]));
        if (distance[i] > distance[farthest]) {
          farthest = i;
        }
      }
      last = farthest;
      chosen[n] = candidates[last];
    }
    return chosen;
  }

  private static double squaredDistance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }
}
