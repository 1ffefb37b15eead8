package sc.fiji.unet.labels;

import java.util.List;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.IntType;
import sc.fiji.unet.images.FoundObjects;
import sc.fiji.unet.images.Storage;

/**
 * Objects are the connected components of the foreground, or with several classes those of each
 * class: {@link Components}.
 *
 * @param foreground lowest value of an object
 */
public record Regions(double foreground) implements Separation {

  @Override
  public Regions withForeground(double threshold) {
    return new Regions(threshold);
  }

  @Override
  public Labeller labeller(Interval image, int classes, Storage storage) {
    Components components = new Components(image, classes, foreground);
    return new Labeller() {

      @Override
      public void add(Maps part) {
        components.add(part);
      }

      @Override
      public int finish(ObjectFilter keep, int firstLabel) {
        return components.finish(keep, firstLabel);
      }

      @Override
      public RandomAccessibleInterval<IntType> labels() {
        return components.labels();
      }

      @Override
      public FoundObjects objects() {
        return components.objects();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public int margin() {
    return 1;
  }

  @Override
  public BlockObjects objects(Block block, int classes, Maps maps) {
    Components components = new Components(block.outer(), classes, foreground);
    components.add(maps);
    float[] peaks = new float[1 + components.finish(ObjectFilter.NONE, 1)];
    return BlockObjects.of(block, components.labels(), peaks, List.of());
  }

  @Override
  public JoinedBlocks joining() {
    return new JoinedBlocks((saddle, peak) -> false, Double.NEGATIVE_INFINITY);
  }
}
