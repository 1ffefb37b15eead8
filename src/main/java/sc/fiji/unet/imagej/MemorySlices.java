package sc.fiji.unet.imagej;

import ij.ImagePlus;
import ij.ImageStack;
import java.util.function.Function;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.converter.RealTypeConverters;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.RealType;
import net.imglib2.view.Views;

/** Slices as the arrays of an ImageJ stack. */
final class MemorySlices implements Slices {

  private final ImageStack stack;
  private final Function<ImageStack, ImagePlus> form;

  /** Parameters as in {@link Storage#slices}. */
  MemorySlices(
      int width, int height, String[] labels, int bitDepth, Function<ImageStack, ImagePlus> form) {
    this.form = form;
    stack = new ImageStack(width, height);
    int pixels = Math.multiplyExact(width, height);
    for (String label : labels)
      stack.addSlice(label, bitDepth == 16 ? new short[pixels] : new float[pixels]);
  }

  @Override
  public void write(int slice, RandomAccessibleInterval<? extends RealType<?>> pixels) {
    RealTypeConverters.copyFromTo(pixels, Views.interval(image(read(slice)), pixels));
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

  private RandomAccessibleInterval<? extends RealType<?>> image(Object pixels) {
    return pixels instanceof short[] shorts
        ? ArrayImgs.unsignedShorts(shorts, stack.getWidth(), stack.getHeight())
        : ArrayImgs.floats((float[]) pixels, stack.getWidth(), stack.getHeight());
  }
}
