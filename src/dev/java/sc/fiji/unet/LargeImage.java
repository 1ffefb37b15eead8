package sc.fiji.unet;

import ij.io.FileSaver;

/** Writes an 8-bit TIFF: {@code SIDE FILE}, for bench/segment large. */
final class LargeImage {

  private LargeImage() {}

  public static void main(String[] arguments) {
    int side = Integer.parseInt(arguments[0]);
    new FileSaver(Workbench.image(new Workbench().mosaic(side, 0))).saveAsTiff(arguments[1]);
  }
}
