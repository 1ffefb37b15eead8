package sc.fiji.unet.inference;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
import sc.fiji.unet.images.NormalizedImage;
import sc.fiji.unet.images.Tile;
import sc.fiji.unet.images.TileGrid;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.Tiling;
import sc.fiji.unet.progress.Cancelable;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.Throughput;
import sc.fiji.unet.progress.UserException;
import sc.fiji.unet.runtime.NativeMemoryException;
import sc.fiji.unet.runtime.Network;

/**
 * Predicts images of any size, tile by tile, and gives their maps block by block: of each no more
 * than a row of tiles is held in memory. The answer of a U-Net of this plugin does not depend on
 * the tile size.
 *
 * <p>The network works in its own thread; meanwhile the calling thread reads the next tile, and
 * does what it likes with the last block. Where memory does not suffice for a tile, the queue goes
 * on with tiles half as wide and high and notes it.
 */
public final class TileQueue implements Iterator<MapBlock> {

  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private final ModelDescription model;
  private final Tiling tiling;
  private final TilePredictor predictor;
  private final int smallest;
  private final int count;
  private final IntFunction<? extends RandomAccessibleInterval<FloatType>> items;
  private final Interval region;
  private KeptTiles kept;
  private final Progress progress;
  private final Executor thread;
  private final Supplier<Optional<String>> news;
  private final long start = System.nanoTime();

  private int tileSize;
  private Mosaic mosaic;
  private long networkNanoseconds;
  private boolean goesOn;

  /** In the network; null at the end. */
  private Request request;

  private Answer prediction;

  /** An item that is measured. */
  private record Item(int index, NormalizedImage image) {

    /** Of nothing else that the network is shown. */
    String name() {
      Interval plane = image.interval();
      byte[] steps = image.steps().toString().getBytes(StandardCharsets.UTF_8);
      return String.format(
          "%d %dx%d %s",
          index, plane.dimension(0), plane.dimension(1), UUID.nameUUIDFromBytes(steps));
    }
  }

  /**
   * What a tile gives.
   *
   * @param task that computes it; empty if it was kept
   */
  private record Answer(Future<float[]> map, Optional<Runnable> task) {}

  /**
   * What the network is given.
   *
   * @param tiles of the region, or of its lower part
   */
  private record Request(Item item, List<Tile> tiles, int number) {

    Tile tile() {
      return tiles.get(number);
    }

    boolean isLast() {
      return number == tiles.size() - 1;
    }

    boolean endsARow(Interval region) {
      return tile().core().max(0) == region.max(0);
    }

    /** The first row that no tile of this row of tiles, but the next one adds to. */
    long nextRow(Interval region) {
      return isLast() ? region.max(1) + 1 : tiles.get(number + 1).core().min(1);
    }
  }

  /**
   * @param network stays open as long as this is used
   * @param tileSize largest width and height the network is given, halo included, in pixels; 0 for
   *     what the free memory holds
   * @param testTimeAugmentation see {@link TilePredictor}
   * @param count number of items
   * @param items gives each, axis order (x, y, channel), grey values; asked for each in order,
   *     while the item before is being predicted, and again where that needs smaller tiles. What it
   *     gives is read until the next item but one is asked for
   * @param region the part (x, y) of each item that is wanted, if the item begins at 0; the network
   *     sees what lies around it
   * @param kept what need not be predicted any more, and where the rest is kept
   * @throws UserException if the tile size is too small for the network, or an item has not the
   *     channels the model was trained with
   */
  public TileQueue(
      ModelDescription model,
      Network network,
      int tileSize,
      boolean testTimeAugmentation,
      int count,
      IntFunction<? extends RandomAccessibleInterval<FloatType>> items,
      Interval region,
      KeptTiles kept,
      Progress progress) {
    this(
        model,
        network.tiling(),
        new TilePredictor(model, network, testTimeAugmentation),
        tileSize == 0
            ? kept.tileSize(
                Math.max(
                    TileMemory.tileSize(
                        network, region.dimension(0) * model.output().channels().size()),
                    TileGrid.smallestTileSize(network.tiling())))
            : tileSize,
        count,
        items,
        region,
        kept,
        progress,
        network::execute,
        network::news);
    Interval tile = request.tile().source();
    progress.memory(Intervals.numElements(tile) * network.bytesPerPixel());
  }

  TileQueue(
      ModelDescription model,
      Tiling tiling,
      TilePredictor predictor,
      int tileSize,
      int count,
      IntFunction<? extends RandomAccessibleInterval<FloatType>> items,
      Interval region,
      KeptTiles kept,
      Progress progress,
      Executor thread) {
    this(
        model,
        tiling,
        predictor,
        tileSize,
        count,
        items,
        region,
        kept,
        progress,
        thread,
        Optional::empty);
  }

  private TileQueue(
      ModelDescription model,
      Tiling tiling,
      TilePredictor predictor,
      int tileSize,
      int count,
      IntFunction<? extends RandomAccessibleInterval<FloatType>> items,
      Interval region,
      KeptTiles kept,
      Progress progress,
      Executor thread,
      Supplier<Optional<String>> news) {
    this.model = model;
    this.tiling = tiling;
    this.predictor = predictor;
    this.count = count;
    this.items = items;
    this.region = region;
    this.kept = kept;
    this.progress = progress;
    this.thread = thread;
    this.news = news;
    news.get().ifPresent(progress::note);
    smallest = TileGrid.smallestTileSize(tiling);
    TileGrid.requireTileSize(tileSize, smallest);
    this.tileSize = Math.min(tileSize, largest());
    request = first(0);
    prediction = start(answer(request));
  }

  /** An array holds no more of a tile's input or output, or of a row of tiles. */
  private int largest() {
    int values = Math.max(model.input().channels(), channels());
    long rows = MAX_ARRAY / (region.dimension(0) * channels());
    return (int) Math.max(smallest, Math.min(Math.sqrt((double) MAX_ARRAY / values), rows));
  }

  private int channels() {
    return model.output().channels().size();
  }

  @Override
  public boolean hasNext() {
    return request != null;
  }

  /**
   * The next block: from the top of the region to its bottom, item after item.
   *
   * @throws CancellationException if canceled; native memory is released when the tile in work is
   *     done
   * @throws UserException if memory does not suffice for the smallest tile, or an item has not the
   *     channels the model was trained with
   */
  @Override
  public MapBlock next() {
    if (request == null) throw new NoSuchElementException();
    while (true) {
      if (progress.isCanceled()) throw new CancellationException();
      Request upcoming = after(request);
      Answer ahead = upcoming == null ? null : answer(upcoming);
      if (prediction.task().isPresent()) report(request);
      float[] predicted;
      try {
        predicted = Cancelable.await(prediction.map(), progress);
      } catch (NativeMemoryException e) {
        request = smaller(request, e);
        prediction = start(answer(request));
        continue;
      }
      news.get().ifPresent(progress::note);
      Request done = request;
      request = upcoming;
      prediction = upcoming == null ? null : start(ahead);
      keep(done, predicted);
      if (done.number() == 0)
        mosaic = new Mosaic(below(done.tile().core().min(1)), channels(), isBlended());
      mosaic.add(done.tile(), predicted);
      if (done.endsARow(region))
        return new MapBlock(done.item().index(), mosaic.finish(done.nextRow(region)));
    }
  }

  /** How fast it went, at the end. */
  public Throughput throughput() {
    return new Throughput(
        count * region.dimension(0) * region.dimension(1),
        (System.nanoTime() - start) / 1e9,
        networkNanoseconds / 1e9);
  }

  private boolean isBlended() {
    return tiling instanceof Tiling.Blended;
  }

  private Request first(int index) {
    RandomAccessibleInterval<FloatType> item = items.apply(index);
    requireChannels(item.dimension(2));
    NormalizedImage image = NormalizedImage.of(item, model.input().preprocessing());
    return new Request(new Item(index, image), tiles(image, region), 0);
  }

  private Request after(Request request) {
    if (!request.isLast())
      return new Request(request.item(), request.tiles(), request.number() + 1);
    int next = request.item().index() + 1;
    return next < count ? first(next) : null;
  }

  private List<Tile> tiles(NormalizedImage image, Interval part) {
    return TileGrid.tiles(tiling, image.interval(), part, tileSize);
  }

  /** What is to be predicted is read now. */
  private Answer answer(Request request) {
    Tile tile = request.tile();
    int length = Math.toIntExact(Intervals.numElements(tile.core()) * channels());
    Optional<float[]> known = kept.read(request.item().name(), tile, length);
    if (known.isPresent()) {
      if (!goesOn) progress.note("Going on with what was predicted before.");
      goesOn = true;
      return new Answer(CompletableFuture.completedFuture(known.get()), Optional.empty());
    }
    float[] values = request.item().image().read(tile.source());
    FutureTask<float[]> task =
        new FutureTask<>(
            () -> {
              long begin = System.nanoTime();
              float[] predicted = predictor.predict(values, tile);
              networkNanoseconds += System.nanoTime() - begin; // seen by who takes the result
              return predicted;
            });
    return new Answer(task, Optional.of(task));
  }

  private Answer start(Answer answer) {
    answer.task().ifPresent(thread::execute);
    return answer;
  }

  private void keep(Request request, float[] predicted) {
    try {
      kept.keep(request.item().name(), request.tile(), predicted);
    } catch (IOException e) {
      kept = KeptTiles.NONE;
      progress.note(
          "What is predicted from now on cannot be kept ("
              + e
              + "): after an interruption it would be predicted again.");
    }
  }

  /** Works on the request, and what is left of its item, with smaller tiles. */
  private Request smaller(Request request, NativeMemoryException cause) {
    Interval failed = request.tile().source();
    long side = Math.max(failed.dimension(0), failed.dimension(1));
    if (side <= smallest)
      throw new UserException(
          "There is too little memory even for tiles of "
              + smallest
              + " pixels, the smallest of this model: close images and other programs.",
          cause);
    long top = request.number() == 0 ? request.tile().core().min(1) : mosaic.top();
    tileSize = (int) Math.max(smallest, Math.min(tileSize, side) / 2);
    progress.note(
        String.format(
            "Too little memory for a tile of %d x %d pixels: going on with tiles of %d, which takes"
                + " longer.",
            failed.dimension(0), failed.dimension(1), tileSize));
    return new Request(request.item(), tiles(request.item().image(), below(top)), 0);
  }

  private Interval below(long top) {
    return FinalInterval.createMinMax(region.min(0), top, region.max(0), region.max(1));
  }

  private void report(Request request) {
    int tiles = request.tiles().size();
    String status = "U-Net: tile " + (request.number() + 1) + " of " + tiles;
    if (count > 1) status += ", plane " + (request.item().index() + 1) + " of " + count;
    progress.report(status, (request.item().index() + done(request)) / count);
  }

  /** Share of the item above the request and left of it. */
  private double done(Request request) {
    double above = request.tiles().get(0).core().min(1) - region.min(1);
    double part = (double) request.number() / request.tiles().size();
    return (above + part * (region.dimension(1) - above)) / region.dimension(1);
  }

  private void requireChannels(long channels) {
    int expected = model.input().channels();
    int context = model.context();
    if (channels != expected)
      throw new UserException(
          "The image has "
              + channels
              + " channels"
              + (context == 0 ? "" : " in " + (2 * context + 1) + " slices")
              + "; the model '"
              + model.name()
              + "' takes "
              + expected
              + ".");
  }
}
