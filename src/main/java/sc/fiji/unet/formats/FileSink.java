package sc.fiji.unet.formats;

import java.util.Optional;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.blocks.PrimitiveBlocks.OnFallback;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.images.FoundObjects;
import sc.fiji.unet.images.Sink;
import sc.fiji.unet.progress.Progress;

/**
 * Writes what is found in all of a {@link FileSource} to files, as many rows at once as a block
 * has.
 */
public final class FileSink implements Sink {

  private final int slices;
  private final Optional<ImageWriter> labels;
  private final Optional<ImageWriter> maps;

  /** Rows of maps that do not fill a block yet, axis order (x, y, channel) from {@link #top}. */
  private float[] rows = {};

  /** How many these are to be, and how many there are. */
  private int height;

  private int count;
  private long top;
  private int objects;

  /**
   * @param slices of the image
   * @param labels of the image's size and one channel; empty if they are not wanted
   * @param maps the same, with a channel for each of the network's
   */
  public FileSink(int slices, Optional<ImageWriter> labels, Optional<ImageWriter> maps) {
    this.slices = slices;
    this.labels = labels;
    this.maps = maps;
  }

  @Override
  public void labels(int item, RandomAccessibleInterval<IntType> plane, FoundObjects objects) {
    this.objects = Math.max(this.objects, objects.lastLabel());
    labels.ifPresent(writer -> labels(writer, item, plane));
  }

  /** The last label so far. */
  public int objects() {
    return objects;
  }

  private void labels(ImageWriter writer, int item, RandomAccessibleInterval<IntType> plane) {
    PrimitiveBlocks<IntType> blocks = PrimitiveBlocks.of(plane, OnFallback.ACCEPT);
    int width = (int) writer.size()[0];
    int most = writer.blockSize()[1];
    for (long y = 0; y < writer.size()[1]; y += most) {
      int height = (int) Math.min(most, writer.size()[1] - y);
      int[] values = new int[Math.multiplyExact(width, height)];
      blocks.copy(FinalInterval.createMinSize(0, y, width, height), values);
      writer.write(place(item, y), new int[] {width, height, 1, 1, 1}, values);
    }
  }

  @Override
  public void maps(int item, RandomAccessibleInterval<FloatType> part) {
    maps.ifPresent(writer -> maps(writer, item, part));
  }

  private void maps(ImageWriter writer, int item, RandomAccessibleInterval<FloatType> part) {
    int width = (int) writer.size()[0];
    int channels = (int) writer.size()[2];
    PrimitiveBlocks<FloatType> blocks = PrimitiveBlocks.of(part, OnFallback.ACCEPT);
    for (long y = part.min(1); y <= part.max(1); ) {
      if (count == 0) {
        top = y;
        height = (int) Math.min(writer.blockSize()[1], writer.size()[1] - y);
        rows = new float[Math.multiplyExact(Math.multiplyExact(width, height), channels)];
      }
      int added = (int) Math.min(height - count, part.max(1) + 1 - y);
      float[] values = new float[width * added];
      for (int c = 0; c < channels; c++) {
        Interval next = FinalInterval.createMinSize(0, y, c, width, added, 1);
        blocks.copy(next, values);
        System.arraycopy(values, 0, rows, (c * height + count) * width, values.length);
      }
      count += added;
      y += added;
      if (count == height) {
        writer.write(place(item, top), new int[] {width, height, channels, 1, 1}, rows);
        count = 0;
      }
    }
  }

  private long[] place(int item, long y) {
    return new long[] {0, y, 0, item % slices, item / slices};
  }

  /** Makes images of what was written. */
  public void finish(Progress progress) {
    labels.ifPresent(writer -> writer.finish(progress));
    maps.ifPresent(writer -> writer.finish(progress));
  }

  @Override
  public void discard() {
    labels.ifPresent(ImageWriter::close);
    maps.ifPresent(ImageWriter::close);
  }
}
