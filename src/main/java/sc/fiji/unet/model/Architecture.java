package sc.fiji.unet.model;

import sc.fiji.unet.network.ConvBlock;
import sc.fiji.unet.network.UNet;

/**
 * The numbers that define a {@link UNet}.
 *
 * @param inputChannels channels of the input image, 1 or more
 * @param classes output channels; one class ends in a sigmoid, several in a softmax
 * @param baseFilters filters of the first encoder block, doubled at every level below it; 64 in
 *     Ronneberger et al. 2015
 * @param depth number of encoder blocks, and so of 2x2 poolings; 4 in Ronneberger et al. 2015
 */
public record Architecture(int inputChannels, int classes, int baseFilters, int depth) {

  /** Reach of one {@link ConvBlock}: two 3x3 convolutions. */
  private static final int CONV_BLOCK_REACH = 2;

  /** 2 GB: more than a file of weights can be in Java's memory. */
  private static final long MOST_PARAMETERS = 500_000_000;

  public Architecture {
    requireInRange("number of input channels", inputChannels, 1, 1024);
    requireInRange("number of classes", classes, 1, 256);
    requireInRange("number of filters", baseFilters, 1, 256);
    requireInRange("depth", depth, 1, 6);
    long parameters = parameters(inputChannels, classes, baseFilters, depth);
    if (parameters > MOST_PARAMETERS)
      throw new IllegalArgumentException(
          String.format(
              "A network of %d filters and depth %d has %d million parameters; allowed are %d"
                  + " million: take fewer filters or less depth.",
              baseFilters, depth, parameters / 1_000_000, MOST_PARAMETERS / 1_000_000));
  }

  /** Numbers that the network learns, and its running statistics: what a file of weights holds. */
  public long parameters() {
    return parameters(inputChannels, classes, baseFilters, depth);
  }

  private static long parameters(int inputChannels, int classes, int baseFilters, int depth) {
    long sum = (baseFilters + 1L) * classes; // output
    long above = inputChannels;
    for (int level = 0; level <= depth; level++) {
      long filters = (long) baseFilters << level;
      sum += ofConvBlock(above, filters); // encoder or bridge
      // The decoder of this level: its up-convolution and its block.
      if (level < depth) sum += (8 * filters + 1) * filters + ofConvBlock(2 * filters, filters);
      above = filters;
    }
    return sum;
  }

  /** Each convolution has a bias, and four numbers of normalisation a filter. */
  private static long ofConvBlock(long channels, long filters) {
    return (9 * channels + 5) * filters + (9 * filters + 5) * filters;
  }

  /** Width and height of an input must be multiples of this: 2^depth. */
  public int stride() {
    return 1 << depth;
  }

  /** The smallest allowed width or height of an input that holds a length, both in pixels. */
  public int aligned(int length) {
    return (length + stride() - 1) / stride() * stride();
  }

  /** Filters at a level: 0 is the full resolution, {@link #depth()} the bridge. */
  public int filters(int level) {
    return baseFilters << level;
  }

  /**
   * How far an output pixel looks, in pixels: a block of outputs that begins and ends at multiples
   * of {@link #stride()} depends on inputs at most this far outside it. Found by walking back from
   * the output through decoders, bridge and encoders; the path over the bridge is the widest.
   */
  public int reach() {
    int min = 0;
    for (int level = 0; level < depth; level++)
      min = Math.floorDiv(min - CONV_BLOCK_REACH, 2); // 2x2 up-convolution
    min -= CONV_BLOCK_REACH;
    for (int level = 0; level < depth; level++) min = 2 * min - CONV_BLOCK_REACH; // 2x2 pooling
    return -min;
  }

  /**
   * Memory that a prediction takes at its peak, in bytes for each pixel of the input. Measured with
   * {@code bench/network memory}: it is at the last decoder, which holds the skip, what came up
   * from below, both together, and its own output; in bfloat16 it is less.
   */
  public long predictionBytesPerPixel() {
    return 18L * baseFilters + 16;
  }

  private static void requireInRange(String name, int value, int min, int max) {
    if (value < min || value > max)
      throw new IllegalArgumentException(
          "The network's " + name + " is " + value + "; allowed are " + min + " to " + max + ".");
  }
}
