package sc.fiji.unet.model;

/**
 * The numbers that define a U-Net.
 *
 * @param dimensions of its convolutions: 2 for planes, 3 for volumes
 * @param inputChannels channels of the input image, 1 or more
 * @param classes output channels; one class ends in a sigmoid, several in a softmax
 * @param distance whether one more output channel is the distance to the edge of the object,
 *     divided by the largest one in it; it ends in a sigmoid
 * @param baseFilters filters of the first encoder block, doubled at every level below it; 64 in
 *     Ronneberger et al. 2015
 * @param depth number of encoder blocks, and so of 2x2 poolings; 4 in Ronneberger et al. 2015
 */
public record Architecture(
    int dimensions, int inputChannels, int classes, boolean distance, int baseFilters, int depth) {

  /** Two convolutions of three pixels. */
  private static final int CONV_BLOCK_HALO = 2;

  /** 2 GB: more than a file of weights can be in Java's memory. */
  private static final long MOST_PARAMETERS = 500_000_000;

  public Architecture {
    requireInRange("number of dimensions", dimensions, 2, 3);
    requireInRange("number of input channels", inputChannels, 1, 1024);
    requireInRange("number of classes", classes, 1, 256);
    requireInRange("number of filters", baseFilters, 1, 256);
    requireInRange("depth", depth, 1, 6);
    long parameters = parameters(dimensions, inputChannels, classes, distance, baseFilters, depth);
    if (parameters > MOST_PARAMETERS)
      throw new IllegalArgumentException(
          String.format(
              "A network of %d filters and depth %d has %d million parameters; allowed are %d"
                  + " million: take fewer filters or less depth.",
              baseFilters, depth, parameters / 1_000_000, MOST_PARAMETERS / 1_000_000));
  }

  /** A network for planes that gives classes only. */
  public Architecture(int inputChannels, int classes, int baseFilters, int depth) {
    this(2, inputChannels, classes, false, baseFilters, depth);
  }

  /** Output channels: the classes, and behind them the distance. */
  public int outputs() {
    return outputs(classes, distance);
  }

  private static int outputs(int classes, boolean distance) {
    return distance ? classes + 1 : classes;
  }

  /** Numbers that the network learns, and its running statistics: what a file of weights holds. */
  public long parameters() {
    return parameters(dimensions, inputChannels, classes, distance, baseFilters, depth);
  }

  private static long parameters(
      int dimensions,
      int inputChannels,
      int classes,
      boolean distance,
      int baseFilters,
      int depth) {
    long sum = (baseFilters + 1L) * outputs(classes, distance); // output
    long above = inputChannels;
    for (int level = 0; level <= depth; level++) {
      long filters = (long) baseFilters << level;
      sum += ofConvBlock(dimensions, above, filters); // encoder or bridge
      // The decoder of this level: its up-convolution and its block.
      if (level < depth)
        sum +=
            ((2L << dimensions) * filters + 1) * filters
                + ofConvBlock(dimensions, 2 * filters, filters);
      above = filters;
    }
    return sum;
  }

  /** Each convolution has a bias, and four numbers of normalisation a filter. */
  private static long ofConvBlock(int dimensions, long channels, long filters) {
    long kernel = dimensions == 3 ? 27 : 9;
    return (kernel * channels + 5) * filters + (kernel * filters + 5) * filters;
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
   * How far the receptive field of a block of outputs reaches beyond it, in pixels: a block of
   * outputs that begins and ends at multiples of {@link #stride()} depends on inputs at most this
   * far outside it. Found by walking back from the output through decoders, bridge and encoders;
   * the path over the bridge is the widest.
   */
  public int halo() {
    int min = 0;
    for (int level = 0; level < depth; level++)
      min = Math.floorDiv(min - CONV_BLOCK_HALO, 2); // 2x2 up-convolution
    min -= CONV_BLOCK_HALO;
    for (int level = 0; level < depth; level++) min = 2 * min - CONV_BLOCK_HALO; // 2x2 pooling
    return -min;
  }

  /**
   * Memory that a large prediction in 32 bit takes at its peak, in bytes for each pixel of the
   * input: so much where one strip is all of it, at the last decoder, which holds the skip, what
   * came up from below, both together, and its own output; three quarters of it where there are
   * many strips ({@code bench/network memory}).
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
