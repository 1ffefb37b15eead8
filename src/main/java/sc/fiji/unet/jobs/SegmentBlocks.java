package sc.fiji.unet.jobs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.ImgUtil;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import sc.fiji.unet.images.Bands;
import sc.fiji.unet.images.Channels;
import sc.fiji.unet.images.Margin;
import sc.fiji.unet.images.NormalizedImage;
import sc.fiji.unet.images.Resampling;
import sc.fiji.unet.images.Tile;
import sc.fiji.unet.images.TileGrid;
import sc.fiji.unet.images.WithoutMargin;
import sc.fiji.unet.inference.TilePredictor;
import sc.fiji.unet.labels.Block;
import sc.fiji.unet.labels.BlockObjects;
import sc.fiji.unet.labels.JoinedBlocks;
import sc.fiji.unet.labels.Maps;
import sc.fiji.unet.labels.ObjectFilter;
import sc.fiji.unet.library.OpenModel;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.ProcessingStep.ElementWise;
import sc.fiji.unet.model.Tiling;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;
import sc.fiji.unet.runtime.NativeMemoryException;

/**
 * What {@link SegmentImage} does, in steps that look at a part of an image each, in any order and
 * on any number of computers; whoever calls them keeps what they give:
 *
 * <ol>
 *   <li>{@link #plane}: the size at which the network sees the planes, once;
 *   <li>{@link Margin#of}: what is no image in each plane;
 *   <li>{@link #measure}: how the grey values of each plane become the network's;
 *   <li>{@link #predict}: the maps, a part at a time;
 *   <li>{@link #objects}: the pieces of objects in each block, when the maps around it are there;
 *   <li>{@link #joining}: the objects' labels.
 * </ol>
 *
 * <p>The labels are those of one process, if tiles are cut at the same places or the network's
 * answer does not depend on them to the last bit.
 */
public final class SegmentBlocks {

  private final ModelDescription model;
  private final SegmentationSettings settings;
  private final WithoutMargin source;

  private final Interval plane;
  private final ObjectMaps maps;

  /**
   * @param source without its margins
   * @param plane what {@link #plane} gave
   * @throws UserException if the image or the settings need one process: holes, linked objects,
   *     separation by shape
   */
  public SegmentBlocks(
      ModelDescription model, SegmentationSettings settings, WithoutMargin source, Interval plane) {
    SegmentImage.requireSuits(model, source);
    if (settings.linked())
      throw new UserException(
          "Objects are not linked through time where an image is segmented in blocks: leave 'link'"
              + " out.");
    if (settings.objects().fillHoles()) throw JoinedBlocks.holes();
    settings.separation().margin(); // which those have that work in blocks
    this.model = model;
    this.settings = settings;
    this.source = source;
    this.plane = plane;
    maps = new ObjectMaps(model);
  }

  /**
   * The size of a plane (x, y) as the network sees it, beginning at 0.
   *
   * @param source without its margins, which it tells
   * @throws UserException if the model must not be shown the image at that size, or its tiles
   *     overlap
   */
  public static Interval plane(
      OpenModel model, SegmentationSettings settings, WithoutMargin source, Progress progress) {
    exact(model);
    PixelScale scale = PixelScale.of(model, settings, source, progress);
    source.remarks().forEach(progress::note);
    scale.remark().ifPresent(progress::note);
    return scale.plane();
  }

  private static Tiling.Exact exact(OpenModel model) {
    if (model.network().tiling() instanceof Tiling.Exact exact) return exact;
    throw new UserException(
        "The tiles of the model '"
            + model.description().name()
            + "' overlap, so that its answer depends on all of the image: it cannot be used in"
            + " blocks.");
  }

  /** Items that have objects in common: planes, or those of a volume. */
  public int slices() {
    return settings.throughSlices() ? source.slices() : 1;
  }

  /**
   * The steps for an item.
   *
   * @param shown bands of {@link #shown}
   */
  public List<ElementWise> measure(Bands shown) {
    return NormalizedImage.measure(model.input().preprocessing(), shown);
  }

  /** The channels of an item at the size of {@link #plane}, computed where they are read. */
  public List<RandomAccessibleInterval<FloatType>> shown(int item) {
    return Channels.apart(source.item(item)).stream()
        .map(channel -> Resampling.of(channel, plane.dimension(0), plane.dimension(1)))
        .toList();
  }

  /**
   * Predicts the maps of a part of an item.
   *
   * @param steps what {@link #measure} gave for this item
   * @param part (x, y) of {@link #plane}
   * @return axis order (channel, y, x)
   * @throws UserException if memory does not suffice
   */
  public float[] predict(OpenModel open, int item, List<ElementWise> steps, Interval part) {
    Tiling.Exact exact = exact(open);
    TilePredictor predictor =
        new TilePredictor(model, open.network(), settings.testTimeAugmentation());
    int smallest = TileGrid.smallestTileSize(exact);
    long longest = Math.max(part.dimension(0), part.dimension(1));
    long whole = longest + 2L * (exact.halo() + 2 * exact.stride());
    int tileSize = settings.tileSize() == 0 ? Math.toIntExact(whole) : settings.tileSize();
    while (true) {
      try {
        return predict(predictor, item, steps, part, TileGrid.tiles(exact, plane, part, tileSize));
      } catch (NativeMemoryException e) {
        if (tileSize <= smallest)
          throw new UserException(
              "There is too little memory even for tiles of "
                  + smallest
                  + " pixels, the smallest of the model '"
                  + model.name()
                  + "'.",
              e);
        tileSize = Math.max(smallest, tileSize / 2);
      }
    }
  }

  private float[] predict(
      TilePredictor predictor, int item, List<ElementWise> steps, Interval part, List<Tile> tiles) {
    long[] size = {part.dimension(0), part.dimension(1), model.output().channels().size()};
    float[] values = new float[Math.toIntExact(size[0] * size[1] * size[2])];
    RandomAccessibleInterval<FloatType> target =
        Views.translate(ArrayImgs.floats(values, size), part.min(0), part.min(1), 0);
    for (Tile tile : tiles) {
      Interval core = tile.core();
      float[] map = predictor.predict(shown(item, steps, tile), moved(tile));
      RandomAccessibleInterval<FloatType> there =
          Views.interval(target, Labelling.withChannels(core, (int) size[2]));
      ImgUtil.copy(ArrayImgs.floats(map, there.dimensionsAsLongArray()), Views.zeroMin(there));
    }
    return values;
  }

  /** What a tile needs of the image: it is mirrored where the tile reaches beyond it. */
  private Interval seen(Tile tile) {
    Interval inside = Intervals.intersect(tile.source(), plane);
    long[] min = inside.minAsLongArray();
    long[] max = inside.maxAsLongArray();
    for (int d = 0; d < 2; d++) {
      min[d] = Math.max(0, Math.min(min[d], 2 * plane.max(d) + 1 - tile.source().max(d)));
      max[d] = Math.min(plane.max(d), Math.max(max[d], -1 - tile.source().min(d)));
    }
    return new FinalInterval(min, max);
  }

  /** The tile where it is in what it needs. */
  private Tile moved(Tile tile) {
    long[] back = seen(tile).minAsLongArray();
    for (int d = 0; d < back.length; d++) back[d] = -back[d];
    return new Tile(
        Intervals.translate(tile.core(), back), Intervals.translate(tile.source(), back));
  }

  private NormalizedImage shown(int item, List<ElementWise> steps, Tile tile) {
    Interval seen = seen(tile);
    Interval image = source.interval();
    Interval needed = Resampling.needed(image, plane.dimension(0), plane.dimension(1), seen);
    List<RandomAccessibleInterval<FloatType>> channels =
        Channels.apart(source.item(item, needed)).stream()
            .<RandomAccessibleInterval<FloatType>>map(
                channel ->
                    Resampling.part(channel, image, plane.dimension(0), plane.dimension(1), seen))
            .toList();
    return NormalizedImage.measured(Channels.together(channels), steps);
  }

  /**
   * Which maps must be there before the objects of a block are found.
   *
   * @param block (x, y[, z]) of the image
   * @return (x, y) of {@link #plane}, in all slices of {@link #slices(Block)}
   */
  public Interval needed(Block block) {
    return Resampling.needed(
        plane, source.interval().dimension(0), source.interval().dimension(1), flat(around(block)));
  }

  /** First and last slice of a volume whose maps are needed; 0 and 0 of a plane. */
  public int[] slices(Block block) {
    Interval around = around(block);
    return around.numDimensions() < 3
        ? new int[] {0, 0}
        : new int[] {(int) around.min(2), (int) around.max(2)};
  }

  private Interval around(Block block) {
    return block.around(settings.separation().margin());
  }

  private static Interval flat(Interval box) {
    return FinalInterval.createMinMax(box.min(0), box.min(1), box.max(0), box.max(1));
  }

  /**
   * Finds the pieces of objects in a block.
   *
   * @param item the plane, or the volume's first one
   * @param predicted the maps that are {@link #needed} of each of its {@link #slices(Block)}, axis
   *     order (x, y, channel), where they are in the plane
   */
  public BlockObjects objects(
      int item, Block block, List<RandomAccessibleInterval<FloatType>> predicted) {
    int first = item + slices(block)[0];
    Interval image = source.interval();
    Interval part = Labelling.withChannels(flat(around(block)), model.output().channels().size());
    List<Maps> slices = new ArrayList<>();
    for (int z = 0; z < predicted.size(); z++) {
      RandomAccessibleInterval<FloatType> own =
          Resampling.part(predicted.get(z), plane, image.dimension(0), image.dimension(1), part);
      slices.add(maps.of(source.restrict(first + z, own)));
    }
    boolean isPlane = block.core().numDimensions() == 2;
    return settings
        .separation()
        .objects(block, maps.classes(), isPlane ? slices.get(0) : stacked(slices));
  }

  private static Maps stacked(List<Maps> slices) {
    Maps first = slices.get(0);
    Optional<RandomAccessibleInterval<FloatType>> distance =
        first
            .distance()
            .map(any -> stack(slices.stream().map(maps -> maps.distance().orElseThrow()).toList()));
    List<RandomAccessibleInterval<FloatType>> classes = new ArrayList<>();
    for (int c = 0; c < first.classes().size(); c++) {
      int index = c;
      classes.add(stack(slices.stream().map(maps -> maps.classes().get(index)).toList()));
    }
    return new Maps(stack(slices.stream().map(Maps::foreground).toList()), distance, classes);
  }

  /** In memory: a view of several images is read slowly. */
  private static RandomAccessibleInterval<FloatType> stack(
      List<RandomAccessibleInterval<FloatType>> slices) {
    long[] size = Arrays.copyOf(slices.get(0).dimensionsAsLongArray(), 3);
    size[2] = slices.size();
    RandomAccessibleInterval<FloatType> stack = ArrayImgs.floats(size);
    for (int z = 0; z < slices.size(); z++)
      ImgUtil.copy(Views.zeroMin(slices.get(z)), Views.hyperSlice(stack, 2, z));
    return stack;
  }

  /** Begins to join the pieces of a plane, or of a volume. */
  public JoinedBlocks joining() {
    return settings.separation().joining();
  }

  /** Which objects are kept. */
  public ObjectFilter filter() {
    return Labelling.filter(
        model, settings, source, slices(), SegmentImage.pixelsPerModels(source, plane));
  }
}
