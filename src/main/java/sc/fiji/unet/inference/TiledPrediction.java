package sc.fiji.unet.inference;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessible;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.ImgUtil;
import net.imglib2.view.Views;
import sc.fiji.unet.images.PixelFunction;
import sc.fiji.unet.images.Tile;
import sc.fiji.unet.images.TileGrid;
import sc.fiji.unet.model.AxisSize;
import sc.fiji.unet.model.NetworkInput;
import sc.fiji.unet.model.NetworkOutput;
import sc.fiji.unet.progress.Cancelable;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.Throughput;
import sc.fiji.unet.runtime.Tensors;
import sc.fiji.unet.runtime.TrainedModel;

/**
 * Predicts images of any size, tile by tile. The answer of a U-Net of this plugin does not depend
 * on the tile size.
 *
 * <p>The network works on a thread of its own; meanwhile the calling thread reads the next tile and
 * gives away what the last one has finished.
 */
public final class TiledPrediction {

  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  /** Of most networks: five poolings. */
  private static final int LARGEST_STRIDE = 32;

  private final TrainedModel model;
  private final int smallest;
  private final int tileSize;
  private final List<Symmetry> symmetries;
  private final UnaryOperator<NDArray> network;

  /**
   * @param model stays open as long as this is used
   * @param tileSize largest width and height the network is given, halo included, in pixels; 0 for
   *     what the free memory holds
   * @param averaged whether to average over the eight flips and rotations of the image, which takes
   *     eight times as long
   * @throws IllegalArgumentException if the tile size is too small for the network
   */
  public TiledPrediction(TrainedModel model, int tileSize, boolean averaged) {
    this(model, tileSize, averaged, model::predict);
  }

  /** With another network in the place of the model's. */
  TiledPrediction(
      TrainedModel model, int tileSize, boolean averaged, UnaryOperator<NDArray> network) {
    this.model = model;
    this.network = network;
    symmetries =
        averaged
            ? Symmetry.all(input().width().equals(input().height()))
            : List.of(Symmetry.IDENTITY);
    smallest =
        model.isUNet()
            ? TileGrid.smallestTileSize(model.stride(), model.reach())
            : Math.max(input().width().min(), input().height().min());
    int wanted = tileSize == 0 ? Math.max(TileMemory.tileSize(model), smallest) : tileSize;
    TileGrid.requireTileSize(wanted, smallest);
    this.tileSize = Math.min(wanted, largest());
  }

  /** An array holds no more of the input or output. */
  private int largest() {
    return (int) Math.sqrt((double) MAX_ARRAY / Math.max(model.inputChannels(), classes()));
  }

  private NetworkInput input() {
    return model.description().input();
  }

  private int classes() {
    return model.description().classNames().size();
  }

  /**
   * Allocates a probability map and fills it.
   *
   * @param channels of the image, (x, y) each, grey values
   * @return axis order (x, y, class), beginning at 0, values 0 to 1
   * @throws IllegalArgumentException if the image has not the channels the model was trained with
   * @throws CancellationException if canceled
   */
  public RandomAccessibleInterval<FloatType> predict(
      List<? extends RandomAccessibleInterval<FloatType>> channels, Progress progress) {
    Interval size = Views.zeroMin(channels.get(0));
    RandomAccessibleInterval<FloatType> target =
        ArrayImgs.floats(size.dimension(0), size.dimension(1), classes());
    predict(
        1,
        image -> channels,
        size,
        progress,
        (image, strip) -> ImgUtil.copy(strip, Views.interval(target, strip)));
    return target;
  }

  /** Takes the probability maps of images, strip by strip. */
  @FunctionalInterface
  public interface Strips {

    /**
     * @param image its index
     * @param strip axis order (x, y, class), as wide as the region and where it belongs if the
     *     image begins at 0; from the top of the region to its bottom
     */
    void accept(int image, RandomAccessibleInterval<FloatType> strip);
  }

  /**
   * Predicts images one after another, strip by strip: of each no more than a strip is held in
   * memory. Where memory does not suffice for a tile, this goes on with tiles half as wide and high
   * and notes it.
   *
   * @param count number of images
   * @param images gives the channels of each, (x, y), grey values; asked for each in order, while
   *     the image before is being predicted, and again where that needs smaller tiles. What it
   *     gives is read until the next image but one is asked for
   * @param region the part (x, y) of each image that is wanted, if the image begins at 0; the
   *     network sees what lies around it
   * @throws IllegalArgumentException if an image has not the channels the model was trained with
   * @throws CancellationException if canceled; native memory is released when the tile in work is
   *     done
   * @throws IllegalStateException if memory does not suffice for the smallest tile
   */
  public Throughput predict(
      int count,
      IntFunction<? extends List<? extends RandomAccessibleInterval<FloatType>>> images,
      Interval region,
      Progress progress,
      Strips strips) {
    ExecutorService thread =
        Executors.newSingleThreadExecutor(run -> new Thread(run, "U-Net network"));
    try {
      return new Run(count, images, region, progress, strips, thread).run();
    } finally {
      thread.shutdown();
    }
  }

  /** An image that is read and measured. */
  private record Source(
      int index,
      Interval size,
      List<? extends RandomAccessible<FloatType>> channels,
      PixelFunction preprocessing) {}

  /**
   * What the network is given next.
   *
   * @param tiles of the region, or of its lower part
   * @param values of the tile, axis order (y, x, channel)
   */
  private record Piece(Source source, List<Tile> tiles, int number, float[] values) {

    Tile tile() {
      return tiles.get(number);
    }

    boolean isLast() {
      return number == tiles.size() - 1;
    }
  }

  /** One call of predict. */
  private final class Run {

    private final int count;
    private final IntFunction<? extends List<? extends RandomAccessibleInterval<FloatType>>> images;
    private final Interval region;
    private final Progress progress;
    private final Strips strips;
    private final ExecutorService thread;

    private int tileSize = TiledPrediction.this.tileSize;
    private Mosaic mosaic;
    private long networkNanoseconds;

    Run(
        int count,
        IntFunction<? extends List<? extends RandomAccessibleInterval<FloatType>>> images,
        Interval region,
        Progress progress,
        Strips strips,
        ExecutorService thread) {
      this.count = count;
      this.images = images;
      this.region = region;
      this.progress = progress;
      this.strips = strips;
      this.thread = thread;
    }

    Throughput run() {
      long start = System.nanoTime();
      Piece piece = first(0);
      Future<float[]> prediction = start(piece);
      Piece next = after(piece);
      while (piece != null) {
        report(piece);
        try {
          float[] predicted = Cancelable.await(prediction, progress);
          if (piece.number() == 0) begin(piece);
          mosaic.add(piece.tile(), predicted);
        } catch (OutOfMemoryError e) {
          piece = smaller(piece, e);
          prediction = start(piece);
          next = after(piece);
          continue;
        }
        prediction = start(next);
        giveAway(piece);
        piece = next;
        next = after(piece);
      }
      return new Throughput(
          count * region.dimension(0) * region.dimension(1),
          (System.nanoTime() - start) / 1e9,
          networkNanoseconds / 1e9);
    }

    private Piece first(int image) {
      List<? extends RandomAccessibleInterval<FloatType>> channels =
          images.apply(image).stream().map(Views::zeroMin).toList();
      requireChannels(channels.size());
      Source source =
          new Source(
              image,
              new FinalInterval(channels.get(0)),
              channels.stream().map(Views::extendMirrorDouble).toList(),
              input().preprocessing().measure(channels));
      return piece(source, tiles(source.size(), region), 0);
    }

    private Piece after(Piece piece) {
      if (piece == null) return null;
      if (!piece.isLast()) return piece(piece.source(), piece.tiles(), piece.number() + 1);
      int image = piece.source().index() + 1;
      return image < count ? first(image) : null;
    }

    private Piece piece(Source source, List<Tile> tiles, int number) {
      Interval part = tiles.get(number).source();
      float[] values = Tensors.read(source.channels(), part, source.preprocessing());
      return new Piece(source, tiles, number, values);
    }

    /** Works on the piece, and what is left of its image, with smaller tiles. */
    private Piece smaller(Piece piece, OutOfMemoryError cause) {
      Interval failed = piece.tile().source();
      long side = Math.max(failed.dimension(0), failed.dimension(1));
      if (side <= smallest)
        throw new IllegalStateException(
            "There is too little memory even for tiles of "
                + smallest
                + " pixels, the smallest of this model: close images and other programs.",
            cause);
      long top = piece.number() == 0 ? piece.tile().core().min(1) : mosaic.top();
      tileSize = (int) Math.max(smallest, Math.min(tileSize, side) / 2);
      progress.note(
          String.format(
              "Too little memory for a tile of %d x %d pixels: going on with tiles of %d, which takes"
                  + " longer.",
              failed.dimension(0), failed.dimension(1), tileSize));
      return piece(piece.source(), tiles(piece.source().size(), below(top)), 0);
    }

    private Interval below(long top) {
      return FinalInterval.createMinMax(region.min(0), top, region.max(0), region.max(1));
    }

    private List<Tile> tiles(Interval image, Interval part) {
      if (model.isUNet())
        return new TileGrid(model.stride(), model.reach(), tileSize).tiles(image, part);
      NetworkOutput output = model.description().output();
      return TileGrid.tilesOfSize(
          part,
          new long[] {
            size(input().width(), part.dimension(0), output.haloX()),
            size(input().height(), part.dimension(1), output.haloY())
          },
          new long[] {output.haloX(), output.haloY()},
          new long[] {stride(input().width()), stride(input().height())});
    }

    /** A network of one size does not tell; it divides the size. */
    private long stride(AxisSize sizes) {
      return sizes.step() > 0
          ? sizes.step()
          : Math.min(LARGEST_STRIDE, Integer.lowestOneBit(sizes.min()));
    }

    /** No larger than the image needs. */
    private long size(AxisSize sizes, long length, int halo) {
      return Math.min(sizes.atLeast(length + 2L * halo), sizes.atMost(tileSize));
    }

    private Future<float[]> start(Piece piece) {
      if (piece == null) return null;
      return thread.submit(
          () -> {
            long start = System.nanoTime();
            float[] predicted = predicted(piece);
            networkNanoseconds += System.nanoTime() - start; // seen by who takes the result
            return predicted;
          });
    }

    private void begin(Piece piece) {
      mosaic = new Mosaic(below(piece.tile().core().min(1)), classes(), !model.isUNet());
    }

    /** Gives away the rows that no further tile adds to. */
    private void giveAway(Piece piece) {
      if (piece.tile().core().max(0) < region.max(0)) return;
      long end =
          piece.isLast() ? region.max(1) + 1 : piece.tiles().get(piece.number() + 1).core().min(1);
      strips.accept(piece.source().index(), mosaic.finish(end));
    }

    private void report(Piece piece) {
      int tiles = piece.tiles().size();
      String status = "U-Net: tile " + (piece.number() + 1) + " of " + tiles;
      if (count > 1) status += ", plane " + (piece.source().index() + 1) + " of " + count;
      progress.report(status, (piece.source().index() + done(piece)) / count);
    }

    /** Share of the image above the piece and left of it. */
    private double done(Piece piece) {
      double above = piece.tiles().get(0).core().min(1) - region.min(1);
      double part = (double) piece.number() / piece.tiles().size();
      return (above + part * (region.dimension(1) - above)) / region.dimension(1);
    }
  }

  /** Probabilities of a tile's core, axis order (class, y, x). */
  private float[] predicted(Piece piece) {
    Interval core = piece.tile().core();
    Interval source = piece.tile().source();
    try (TrainedModel.Hold hold = model.hold();
        NDManager memory = model.manager().newSubManager()) {
      NDArray input =
          Tensors.channelsLast(
              memory,
              piece.values(),
              1,
              model.inputChannels(),
              (int) source.dimension(1),
              (int) source.dimension(0));
      return Tensors.values(
          average(input, memory),
          core.min(0) - source.min(0),
          core.min(1) - source.min(1),
          core.dimension(0),
          core.dimension(1));
    } catch (EngineException e) {
      if (TrainedModel.meansTooLittleMemory(e.getMessage()))
        throw new OutOfMemoryError(e.getMessage());
      throw e;
    }
  }

  private void requireChannels(long channels) {
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
        NDArray map = symmetry.undo(network.apply(turned));
        if (sum != null) {
          sum.attach(scope); // goes when the next one is there
          map = sum.add(map);
        }
        sum = map;
        sum.attach(memory);
      }
    return symmetries.size() == 1 ? sum : sum.div(symmetries.size());
  }
}
