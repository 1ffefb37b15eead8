package sc.fiji.unet.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.function.Consumer;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessible;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.ImgUtil;
import net.imglib2.view.Views;
import sc.fiji.unet.model.AxisSize;
import sc.fiji.unet.model.NetworkInput;
import sc.fiji.unet.model.NetworkOutput;
import sc.fiji.unet.model.TrainedModel;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.tensor.PixelFunction;
import sc.fiji.unet.tensor.Symmetry;
import sc.fiji.unet.tensor.Tensors;
import sc.fiji.unet.tiling.Tile;
import sc.fiji.unet.tiling.TileGrid;

/**
 * Predicts images of any size, tile by tile. The answer of a U-Net of this plugin does not depend
 * on the tile size.
 */
public final class TiledPrediction {

  /** Holds a base-64 network's arrays in about 2 GB. */
  private static final int AUTOMATIC_TILE_SIZE = 1024;

  private final TrainedModel model;
  private final int tileSize;
  private final List<Symmetry> symmetries;

  /**
   * @param model stays open as long as this is used
   * @param tileSize largest width and height the network is given, halo included, in pixels; 0 to
   *     choose by itself
   * @param averaged whether to average over the eight flips and rotations of the image, which takes
   *     eight times as long
   * @throws IllegalArgumentException if the tile size is too small for the network
   */
  public TiledPrediction(TrainedModel model, int tileSize, boolean averaged) {
    this.model = model;
    symmetries =
        averaged
            ? Symmetry.all(input().width().equals(input().height()))
            : List.of(Symmetry.IDENTITY);
    int smallest =
        model.isUNet()
            ? TileGrid.smallestTileSize(model.stride(), model.reach())
            : Math.max(input().width().min(), input().height().min());
    this.tileSize = tileSize == 0 ? Math.max(AUTOMATIC_TILE_SIZE, smallest) : tileSize;
    TileGrid.requireTileSize(this.tileSize, smallest);
  }

  private NetworkInput input() {
    return model.description().input();
  }

  private List<Tile> tiles(Interval plane) {
    if (model.isUNet()) return new TileGrid(model.stride(), model.reach(), tileSize).tiles(plane);
    NetworkOutput output = model.description().output();
    return TileGrid.tilesOfSize(
        plane,
        new long[] {
          size(input().width(), plane.dimension(0), output.haloX()),
          size(input().height(), plane.dimension(1), output.haloY())
        },
        new long[] {output.haloX(), output.haloY()});
  }

  /** No larger than the image needs. */
  private long size(AxisSize sizes, long length, int halo) {
    return Math.min(sizes.atLeast(length + 2L * halo), sizes.atMost(tileSize));
  }

  /**
   * Allocates a probability map and fills it.
   *
   * @param image the channels, each (x, y), all of one interval, grey values
   * @return axis order (x, y, class), beginning at 0, values 0 to 1; incomplete if canceled
   */
  public RandomAccessibleInterval<FloatType> predict(
      List<? extends RandomAccessibleInterval<FloatType>> image, Progress progress) {
    requireChannels(image.size());
    Interval size = image.get(0);
    RandomAccessibleInterval<FloatType> target =
        ArrayImgs.floats(size.dimension(0), size.dimension(1), classes());
    predict(image, progress, strip -> ImgUtil.copy(strip, Views.interval(target, strip)));
    return target;
  }

  private int classes() {
    return model.description().classNames().size();
  }

  /**
   * Predicts an image strip by strip, from the top; no more than a strip is held in memory.
   *
   * @param anyImage the channels, each (x, y), all of one interval, grey values
   * @param strips takes each, axis order (x, y, class), as wide as the image and where it belongs
   *     if the image begins at 0; some are missing if canceled
   * @throws IllegalArgumentException if the image has not the channels the model was trained with
   */
  public void predict(
      List<? extends RandomAccessibleInterval<FloatType>> anyImage,
      Progress progress,
      Consumer<RandomAccessibleInterval<FloatType>> strips) {
    // Tiles count from 0, wherever the image begins.
    requireChannels(anyImage.size());
    PixelFunction preprocessing = input().preprocessing().measure(anyImage);
    List<? extends RandomAccessible<FloatType>> mirrored =
        anyImage.stream().map(Views::zeroMin).map(Views::extendMirrorDouble).toList();
    Interval image = new FinalInterval(anyImage.get(0).dimensionsAsLongArray());
    List<Tile> tiles = tiles(image);
    RandomAccessibleInterval<FloatType> strip = null;
    for (int i = 0; i < tiles.size() && !progress.isCanceled(); i++) {
      progress.report("U-Net: tile " + (i + 1) + " of " + tiles.size(), (double) i / tiles.size());
      Interval core = tiles.get(i).core();
      if (core.min(0) == 0)
        strip =
            Views.translate(
                ArrayImgs.floats(image.dimension(0), core.dimension(1), classes()),
                0,
                core.min(1),
                0);
      predict(tiles.get(i), mirrored, preprocessing, strip);
      if (core.max(0) == image.max(0)) strips.accept(strip);
    }
  }

  private void predict(
      Tile tile,
      List<? extends RandomAccessible<FloatType>> image,
      PixelFunction preprocessing,
      RandomAccessibleInterval<FloatType> strip) {
    Interval core = tile.core();
    Interval source = tile.source();
    float[] values = Tensors.read(image, source, preprocessing);
    try (NDManager memory = model.manager().newSubManager()) {
      NDArray input =
          Tensors.channelsLast(
              memory,
              values,
              1,
              image.size(),
              Math.toIntExact(source.dimension(1)),
              Math.toIntExact(source.dimension(0)));
      Tensors.copy(
          average(input, memory),
          core.min(0) - source.min(0),
          core.min(1) - source.min(1),
          Views.interval(strip, withClasses(core)));
    }
  }

  private void requireChannels(int channels) {
    int expected = model.inputChannels();
    int context = model.description().context();
    if (channels != expected)
      throw new IllegalArgumentException(
          "The image has "
              + channels
              + " channels"
              + (context == 0 ? "" : " in " + (2 * context + 1) + " slices")
              + "; the model '"
              + model.description().name()
              + "' takes "
              + expected
              + ".");
  }

  /** The mean of what is predicted for each symmetry, led back. */
  private NDArray average(NDArray input, NDManager memory) {
    NDArray sum = null;
    for (Symmetry symmetry : symmetries)
      try (NDManager scope = memory.newSubManager()) {
        NDArray turned = symmetry.apply(input);
        if (turned != input) turned.attach(scope);
        NDArray map = symmetry.undo(model.predict(turned));
        if (sum != null) {
          sum.attach(scope); // goes when the next one is there
          map = sum.add(map);
        }
        sum = map;
        sum.attach(memory);
      }
    return symmetries.size() == 1 ? sum : sum.div(symmetries.size());
  }

  private Interval withClasses(Interval plane) {
    return new FinalInterval(
        new long[] {plane.min(0), plane.min(1), 0},
        new long[] {plane.max(0), plane.max(1), classes() - 1});
  }
}
