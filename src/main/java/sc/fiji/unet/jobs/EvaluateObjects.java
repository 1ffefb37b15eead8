package sc.fiji.unet.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.labels.Components;
import sc.fiji.unet.metrics.ContingencyTable;
import sc.fiji.unet.metrics.ObjectMatching;
import sc.fiji.unet.metrics.ObjectScores;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;
import sc.fiji.unet.targets.LabelSurvey;

/**
 * Compares the objects of label images, or of masks, with those of the ground truth. Of a mask (one
 * value but 0 in all planes) connected pixels are an object. Held in memory is one plane, or
 * volume, of both.
 */
public final class EvaluateObjects {

  /** Whether objects go on through the slices (z) of a stack. */
  public enum Slices {
    /** As the labels of the ground truth do. */
    AUTOMATIC,
    TOGETHER,
    APART
  }

  /**
   * The numbers of a plane, or a volume.
   *
   * @param image name of the prediction
   * @param plane from 1; 0 if all of the image is one
   */
  public record Row(String image, int plane, ObjectScores scores) {}

  /**
   * The objects of a plane, or a volume.
   *
   * @param row their numbers
   * @param plane the first one, from 0
   * @param predicted label image, axis order (x, y[, z])
   * @param expected label image of the ground truth
   */
  public record Matched(
      Row row,
      int plane,
      ObjectMatching matching,
      RandomAccessibleInterval<IntType> predicted,
      RandomAccessibleInterval<IntType> expected) {}

  private final Slices slices;
  private final List<Row> rows = new ArrayList<>();

  public EvaluateObjects(Slices slices) {
    this.slices = slices;
  }

  /**
   * Compares an image.
   *
   * @param each is handed each plane, or volume, as soon as it is compared
   * @throws UserException if one of both has several channels, they differ in number of planes or
   *     size, or a value is no label
   * @throws CancellationException if canceled
   */
  public void add(Source prediction, Source truth, Consumer<Matched> each, Progress progress) {
    ComparedPlanes planes = ComparedPlanes.of(prediction, truth);
    LabelSurvey found = LabelSurvey.of(prediction, progress);
    LabelSurvey wanted = LabelSurvey.of(truth, progress);
    boolean together = slices == Slices.AUTOMATIC ? wanted.continued() : slices == Slices.TOGETHER;
    int depth = together ? truth.slices() : 1;
    for (int first = 0; first < truth.items(); first += depth) {
      progress.report("U-Net: comparing " + prediction.name(), (double) first / truth.items());
      if (progress.isCanceled()) throw new CancellationException();
      RandomAccessibleInterval<IntType> predicted =
          objects(planes.predicted(), first, depth, found.mask());
      RandomAccessibleInterval<IntType> expected =
          objects(planes.expected(), first, depth, wanted.mask());
      ContingencyTable table = ContingencyTable.of(expected, predicted);
      ObjectMatching matching = ObjectMatching.of(table);
      int plane = depth < truth.items() ? first / depth + 1 : 0;
      Row row = new Row(prediction.name(), plane, ObjectScores.of(table, matching));
      rows.add(row);
      each.accept(new Matched(row, first, matching, predicted, expected));
    }
  }

  /** In the order of the planes. */
  public List<Row> rows() {
    return List.copyOf(rows);
  }

  /** All objects together; empty if nothing was compared. */
  public Optional<ObjectScores> all() {
    return rows.stream().map(Row::scores).reduce(ObjectScores::plus);
  }

  private static RandomAccessibleInterval<IntType> objects(
      ComparedPlanes.Planes planes, int first, int depth, boolean mask) {
    List<RandomAccessibleInterval<IntType>> numbers =
        IntStream.range(first, first + depth).mapToObj(i -> numbers(planes.plane(i))).toList();
    RandomAccessibleInterval<IntType> image = depth == 1 ? numbers.get(0) : Views.stack(numbers);
    return mask ? components(image) : image;
  }

  private static RandomAccessibleInterval<IntType> numbers(
      RandomAccessibleInterval<FloatType> plane) {
    RandomAccessibleInterval<IntType> labels = ArrayImgs.ints(plane.dimensionsAsLongArray());
    Cursor<IntType> cursor = Views.flatIterable(labels).cursor();
    for (FloatType pixel : Views.flatIterable(plane)) cursor.next().set((int) pixel.get());
    return labels;
  }

  private static RandomAccessibleInterval<IntType> components(
      RandomAccessibleInterval<IntType> mask) {
    RandomAccessibleInterval<IntType> labels = ArrayImgs.ints(mask.dimensionsAsLongArray());
    Components.label(mask, 1, 0, 1, labels);
    return labels;
  }
}
