package sc.fiji.unet.commands;

import ij.IJ;
import ij.ImagePlus;
import ij.io.Opener;
import ij.plugin.PlugIn;
import java.io.InputStream;

/** Opens an image that the jar brings along. */
public final class OpenSample implements PlugIn {

  /**
   * Shows a sample image.
   *
   * @param name the file's name in the jar without ".tif", as plugins.config gives it
   */
  @Override
  public void run(String name) {
    ImagePlus sample = open(name);
    if (sample == null) {
      IJ.error("U-Net Samples", "The U-Net plugin brings no sample image named \"" + name + "\".");
    } else {
      sample.show();
    }
  }

  /** The sample image, or null where there is none of this name. */
  static ImagePlus open(String name) {
    String file = name + ".tif";
    InputStream in = OpenSample.class.getResourceAsStream("/sc/fiji/unet/samples/" + file);
    return in == null ? null : new Opener().openTiff(in, file);
  }
}
