package sc.fiji.unet.imagej;

import ij.ImagePlus;
import ij.ImageStack;
import java.io.Closeable;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.util.Intervals;
import sc.fiji.unet.images.RowBlocks;
import sc.fiji.unet.images.Storage;
import sc.fiji.unet.progress.UserException;

/**
 * Collects the label planes of an image into a label image: 16 bit, or 32-bit float once a label is
 * above 65535; in memory or on disk.
 */
final class LabelImage implements Closeable {

  /** Largest label of a 16-bit image. */
  private static final int MAX_SHORT = 0xffff;

  /** Up to here every whole number is a float. */
  private static final int MAX_FLOAT = 1 << 24;

  private final Planes planes;
  private final ResultImages.Kind kind;
  private final Storage storage;
  private final Interval plane;
  private Slices slices;
  private int added;
  private int max;

  /**
   * @param planes of the image that is segmented: gives title, scale, slices, frames, slice labels
   * @param kind gives the second part of the title
   * @throws sc.fiji.unet.progress.UserException if it is too large for memory and for the disk
   */
  public LabelImage(Planes planes, ResultImages.Kind kind, Storage storage) {
    this.planes = planes;
    this.kind = kind;
    this.storage = storage;
    plane = planes.plane();
    slices = Slices.of(storage, planes, planes.labels(), 16, this::form);
  }

  /**
   * Adds the next plane.
   *
   * @param labels (x, y), 0 the background, no negative ones; the plane or a part of it, around
   *     which all is background
   * @throws IllegalArgumentException if it reaches out of the plane
   * @throws UserException if a label is above 16,777,216, the last that a 32-bit image keeps apart
   */
  public void add(RandomAccessibleInterval<IntType> labels) {
    if (!Intervals.contains(plane, labels))
      throw new IllegalArgumentException(
          "The labels at "
              + Intervals.toString(labels)
              + " reach out of the plane "
              + Intervals.toString(plane)
              + ".");
    int planeMax = 0;
    for (Interval block : RowBlocks.of(labels))
      for (int label : read(labels, block)) planeMax = Math.max(planeMax, label);
    if (planeMax > MAX_FLOAT) {
      throw new UserException(
          String.format(
              "Label %d does not fit into an ImageJ image, which holds labels up to %d: a larger"
                  + " minimum size leaves fewer objects.",
              planeMax, MAX_FLOAT));
    }
    if (planeMax > MAX_SHORT && max <= MAX_SHORT) {
      widen();
    }
    max = Math.max(max, planeMax);
    for (Interval block : RowBlocks.of(labels)) {
      int[] values = read(labels, block);
      slices.write(added, block, max > MAX_SHORT ? floats(values) : shorts(values));
    }
    added++;
  }

  private static int[] read(RandomAccessibleInterval<IntType> labels, Interval block) {
    int[] values = new int[(int) Intervals.numElements(block)];
    PrimitiveBlocks.of(labels, PrimitiveBlocks.OnFallback.ACCEPT).copy(block, values);
    return values;
  }

  private static short[] shorts(int[] values) {
    short[] shorts = new short[values.length];
    for (int i = 0; i < values.length; i++) shorts[i] = (short) values[i];
    return shorts;
  }

  private static float[] floats(int[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) floats[i] = values[i];
    return floats;
  }

  /**
   * The label image, "TITLE KIND". Each label has another colour than the 254 before it. A virtual
   * stack if it is on disk.
   *
   * @throws IllegalStateException before all planes are there
   */
  public ImagePlus toImagePlus() {
    if (added != planes.count()) {
      throw new IllegalStateException(
          String.format("The labels of %d of %d planes are there.", added, planes.count()));
    }
    return slices.toImagePlus();
  }

  /** Deletes what is on disk, unless there is an image of it. */
  @Override
  public void close() {
    slices.close();
  }

  /** Deletes what is on disk: images of it have no pixels any more. */
  void delete() {
    slices.delete();
  }

  private ImagePlus form(ImageStack stack) {
    ImagePlus image = planes.result(kind, stack, 1);
    LabelDisplay.of(image, max);
    return image;
  }

  private void widen() {
    try (Slices narrow = slices) {
      slices = Slices.of(storage, planes, planes.labels(), 32, this::form);
      for (int i = 0; i < added; i++) {
        short[] pixels = (short[]) narrow.read(i);
        for (Interval block : RowBlocks.of(plane)) {
          float[] values = new float[(int) Intervals.numElements(block)];
          int first = (int) block.min(1) * (int) plane.dimension(0);
          for (int p = 0; p < values.length; p++) values[p] = pixels[first + p] & 0xffff;
          slices.write(i, block, values);
        }
      }
    }
  }
}
