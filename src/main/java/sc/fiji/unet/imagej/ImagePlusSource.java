package sc.fiji.unet.imagej;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.measure.Calibration;
import ij.process.ImageProcessor;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import sc.fiji.unet.images.Channels;
import sc.fiji.unet.images.ChosenChannels;
import sc.fiji.unet.images.Selection;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.model.Axes;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.PixelSize;
import sc.fiji.unet.progress.UserException;

/** The planes of an ImageJ image, each with the channels that a model is given, in their order. */
public final class ImagePlusSource implements Source {

  private static final int RGB = 3;
  private static final Axes AXES = new Axes("cyx");

  private final Planes planes;
  private final PixelValues values;

  /** From 1, as ImageJ counts them; those of each slice. */
  private final List<Integer> channels;

  /** Whether a model is given the mean of red, green and blue instead. */
  private final boolean grey;

  /** Slices above and below each slice whose channels are given, too. */
  private final int context;

  private final Selection selection;

  private ImagePlusSource(
      Planes planes,
      PixelValues values,
      List<Integer> channels,
      boolean grey,
      int context,
      Selection selection) {
    this.planes = planes;
    this.values = values;
    this.channels = channels;
    this.grey = grey;
    this.context = context;
    this.selection = selection;
  }

  /** All channels of all planes, as a network sees them. */
  public static ImagePlusSource all(ImagePlus image, int context) {
    return all(image, PixelValues.ofImage(image), context);
  }

  /**
   * All channels of all planes, in as many as a network takes: an RGB image becomes grey for one of
   * one channel, a grey image is given three times to one of three.
   *
   * @param wanted channels of a slice; empty if the image decides
   */
  public static ImagePlusSource forTraining(ImagePlus image, int context, OptionalInt wanted) {
    ImagePlusSource all = all(image, context);
    int given = all.channels.size();
    if (wanted.isEmpty() || wanted.getAsInt() == given) return all;
    boolean grey = wanted.getAsInt() == 1 && all.planes.isColoured(all.values);
    if (!grey && !(wanted.getAsInt() == RGB && given == 1)) return all;
    return new ImagePlusSource(
        all.planes,
        all.values,
        grey ? all.channels : Collections.nCopies(RGB, 1),
        grey,
        context,
        all.selection);
  }

  /**
   * The maps of a segmentation, an item a plane, all outputs as channels.
   *
   * @param selected what was selected in the image; empty for all of it
   */
  public static ImagePlusSource maps(ImagePlus probabilities, Optional<Roi> selected) {
    ImagePlusSource all = annotation(probabilities);
    return new ImagePlusSource(
        all.planes, all.values, all.channels, false, 0, selection(probabilities, selected));
  }

  /** All planes of an annotation: labels, a mask, or a map. */
  public static ImagePlusSource annotation(ImagePlus image) {
    return all(image, PixelValues.ofNumbers(image), 0);
  }

  /**
   * The same, where one number says what is not annotated.
   *
   * @param ignored 0 and more; with 0, other numbers count from 1, the background
   */
  public static ImagePlusSource annotation(ImagePlus image, int ignored) {
    return all(image, PixelValues.ofNumbers(image).ignoring(ignored), 0);
  }

  private static ImagePlusSource all(ImagePlus image, PixelValues values, int context) {
    Planes planes = new Planes(image);
    List<Integer> channels = IntStream.rangeClosed(1, planes.channelCount(values)).boxed().toList();
    return new ImagePlusSource(
        planes, values, channels, false, context, Selection.all(planes.plane()));
  }

  /**
   * The channels for a model; an area that is selected in the image is what is wanted of it.
   *
   * @param chosen by the user, from 1; empty if nothing is to choose: an RGB image then becomes
   *     grey for a model of one channel
   * @throws UserException if the channels do not suit, or the selection lies outside of the image
   */
  public static ImagePlusSource of(ImagePlus image, ModelDescription model, List<Integer> chosen) {
    return of(image, model, chosen, false);
  }

  /**
   * The same.
   *
   * @param whole whether an area that is selected is ignored
   */
  public static ImagePlusSource of(
      ImagePlus image, ModelDescription model, List<Integer> chosen, boolean whole) {
    Planes planes = new Planes(image);
    PixelValues values = PixelValues.ofImage(image);
    ChosenChannels channels =
        ChosenChannels.of(
            image.getTitle(),
            planes.channelCount(values),
            planes.isColoured(values),
            model,
            chosen);
    Selection selected = whole ? Selection.all(planes.plane()) : selection(image);
    return new ImagePlusSource(
        planes, values, channels.numbers(), channels.grey(), model.context(), selected);
  }

  /** All of the image if nothing is selected, or no area, such as a line or points. */
  static Selection selection(ImagePlus image) {
    return selection(image, Optional.ofNullable(image.getRoi()));
  }

  private static Selection selection(ImagePlus image, Optional<Roi> selected) {
    if (selected.isEmpty() || !selected.get().isArea())
      return Selection.all(new Planes(image).plane());
    Roi roi = selected.get();
    Rectangle whole = roi.getBounds();
    Rectangle inside = whole.intersection(new Rectangle(image.getWidth(), image.getHeight()));
    ImageProcessor mask = inside.isEmpty() ? null : roi.getMask();
    if (mask != null) {
      mask.setRoi(inside.x - whole.x, inside.y - whole.y, inside.width, inside.height);
      mask = mask.crop();
    }
    if (inside.isEmpty() || mask != null && mask.getStats().max == 0)
      throw new UserException(
          "The selection lies outside of the image '"
              + image.getTitle()
              + "': move it into the image, or remove it (Edit > Selection > Select None).");
    return new Selection(
        FinalInterval.createMinSize(inside.x, inside.y, inside.width, inside.height),
        Optional.ofNullable(mask).map(m -> pixels(m, inside)));
  }

  private static RandomAccessibleInterval<UnsignedByteType> pixels(
      ImageProcessor mask, Rectangle bounds) {
    return Views.translate(
        ArrayImgs.unsignedBytes((byte[]) mask.getPixels(), bounds.width, bounds.height),
        bounds.x,
        bounds.y);
  }

  /** The planes of the image. */
  public Planes planes() {
    return planes;
  }

  @Override
  public String name() {
    return planes.image().getTitle();
  }

  @Override
  public Axes axes() {
    return AXES;
  }

  @Override
  public Interval interval() {
    return planes.plane();
  }

  @Override
  public int channels() {
    return (grey ? 1 : channels.size()) * (2 * context + 1);
  }

  @Override
  public Optional<PixelSize> pixelSize() {
    return Micrometers.ofPixel(planes.image().getCalibration());
  }

  @Override
  public String calibration() {
    Calibration calibration = planes.image().getCalibration();
    return String.format(
        "%s %s x %s %s",
        calibration.pixelWidth,
        calibration.getXUnit(),
        calibration.pixelHeight,
        calibration.getYUnit());
  }

  @Override
  public int slices() {
    return planes.image().getNSlices();
  }

  @Override
  public double sliceSpacing() {
    Calibration calibration = planes.image().getCalibration();
    double spacing = calibration.pixelDepth / calibration.pixelWidth;
    return spacing > 0 && Double.isFinite(spacing) ? spacing : 1;
  }

  @Override
  public int context() {
    return context;
  }

  @Override
  public Selection selection() {
    return selection;
  }

  @Override
  public List<String> remarks() {
    Interval region = selection.region();
    if (Intervals.equals(region, interval()) && selection.mask().isEmpty()) return values.remarks();
    List<String> remarks = new ArrayList<>(values.remarks());
    remarks.add(
        String.format(
            "Only the selection of '%s' is segmented (%d x %d pixels from x %d, y %d).",
            name(), region.dimension(0), region.dimension(1), region.min(0), region.min(1)));
    return remarks;
  }

  /** A locked image cannot be closed. */
  @Override
  public void hold() {
    if (!planes.image().lock())
      throw new UserException(
          "The image '" + name() + "' is in use by another command; wait for its end.");
  }

  @Override
  public void release() {
    planes.image().unlock();
  }

  @Override
  public int items() {
    return planes.count();
  }

  /** The channels of the first slice of the context, then those of the next one. */
  @Override
  public RandomAccessibleInterval<FloatType> item(int index) {
    return Channels.together(
        IntStream.rangeClosed(-context, context)
            .map(offset -> planes.neighbour(index, offset))
            .mapToObj(this::slice)
            .flatMap(List::stream)
            .toList());
  }

  private List<RandomAccessibleInterval<FloatType>> slice(int index) {
    if (grey) return List.of(planes.grey(index));
    List<RandomAccessibleInterval<FloatType>> all = planes.channels(index, values);
    return channels.stream().map(channel -> all.get(channel - 1)).toList();
  }
}
