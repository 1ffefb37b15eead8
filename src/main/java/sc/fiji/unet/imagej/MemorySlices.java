package sc.fiji.unet.imagej;

import ij.ImagePlus;
import ij.ImageStack;
import java.lang.reflect.Array;
import java.util.function.Function;
import net.imglib2.Interval;

/** Slices as the arrays of an ImageJ stack. */
final class MemorySlices implements Slices {

  private final ImageStack stack;
  private final Function<ImageStack, ImagePlus> form;

  /** Parameters as in {@link Slices#of}. */
  MemorySlices(
      int width, int height, String[] labels, int bitDepth, Function<ImageStack, ImagePlus> form) {
    this.form = form;
    stack = new ImageStack(width, height);
    int pixels = Math.multiplyExact(width, height);
    for (String label : labels)
      stack.addSlice(label, bitDepth == 16 ? new short[pixels] : new float[pixels]);
  }

  @Override
  public void write(int slice, Interval part, Object pixels) {
    Object target = read(slice);
    int columns = (int) part.dimension(0);
    int to = (int) (part.min(1) * stack.getWidth() + part.min(0));
    for (int from = 0; from < Array.getLength(pixels); from += columns) {
      System.arraycopy(pixels, from, target, to, columns);
      to += stack.getWidth();
    }
  }

  @Override
  public Object read(int slice) {
    return stack.getPixels(slice + 1);
  }

  @Override
  public ImagePlus toImagePlus() {
    return form.apply(stack);
  }

  @Override
  public void close() {}

  @Override
  public void delete() {}
}
