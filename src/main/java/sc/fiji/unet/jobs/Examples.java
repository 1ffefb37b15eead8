package sc.fiji.unet.jobs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.imglib2.FinalInterval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.ImgUtil;
import net.imglib2.view.Views;
import sc.fiji.unet.images.Doubt;
import sc.fiji.unet.labels.Maps;
import sc.fiji.unet.labels.ObjectSizes;
import sc.fiji.unet.model.Appearance;
import sc.fiji.unet.model.Decoding;
import sc.fiji.unet.model.KnownAppearance;
import sc.fiji.unet.model.Magnification;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;
import sc.fiji.unet.targets.AnnotatedCrop;
import sc.fiji.unet.targets.AnnotatedImage;
import sc.fiji.unet.targets.AnnotatedStack;
import sc.fiji.unet.targets.Goal;
import sc.fiji.unet.training.Split;

/** The planes that a network learns from and is validated on, and what holds for all of them. */
final class Examples {

  /** Enough objects to fit two thresholds, in a few seconds. */
  private static final long FITTED_PIXELS = 6_000_000;

  // Pixels of the median object, as the network sees it: large enough to have a shape, and so small
  // that a patch holds several.
  private static final double SMALLEST_DIAMETER = 20;
  private static final double LARGEST_DIAMETER = 40;

  /** Where images differ, all become alike. */
  private static final double DIAMETER = 30;

  /** More would make up detail, and take its time. */
  private static final double LARGEST_FACTOR = 2;

  /** Less is not worth it. */
  private static final double LEAST_FACTOR = 1.25;

  /** The large to the small among images of one magnification. */
  private static final double MOST_ALIKE = 2.5;

  /** Of all pixels; membranes of cells in tissue are a quarter. */
  private static final double MOST_BOUNDARY = 0.4;

  /** Planes whose appearance is measured. */
  private static final int LOOKED_AT = 200;

  /** Files in a sentence. */
  private static final int NAMED = 5;

  private final Goal goal;
  private final Magnification magnification;
  private final List<AnnotatedImage> planes;

  /** Of each plane those of its volume; itself, where it is one by itself. */
  private final Map<AnnotatedImage, List<AnnotatedImage>> volumes = new HashMap<>();

  private final List<String> unmarked = new ArrayList<>();

  /** Classes that no pixel is of. */
  private int[] absent = {};

  private final Split split;
  private final ObjectSizes sizes;

  /** What objects are looked for in: a plane, or the planes of a volume. */
  record Image(List<AnnotatedImage> planes, boolean volume) {

    long pixels() {
      return planes.stream().mapToLong(plane -> (long) plane.width() * plane.height()).sum();
    }

    /**
     * The slices, and their rows, in which most is marked, if it has more pixels than this: about
     * the same part of both.
     */
    Image part(long most) {
      if (pixels() <= most) return this;
      AnnotatedImage any = planes.get(0);
      double share = (double) most / pixels();
      int slices = (int) Math.max(1, planes.size() * Math.sqrt(share));
      int rows = (int) Math.max(1, Math.min(any.height(), most / slices / any.width()));
      int first = fullest(slices, planes.stream().mapToLong(AnnotatedImage::marked));
      List<AnnotatedImage> chosen = planes.subList(first, first + slices);
      int top =
          fullest(
              rows,
              IntStream.range(0, any.height())
                  .mapToLong(y -> chosen.stream().mapToLong(p -> marked(p, y)).sum()));
      return new Image(chosen.stream().map(plane -> plane.rows(top, top + rows)).toList(), volume);
    }

    /** Where so many neighbours have the largest sum. */
    private static int fullest(int count, LongStream values) {
      long[] each = values.toArray();
      long sum = Arrays.stream(each, 0, count).sum();
      long largest = sum;
      int first = 0;
      for (int i = count; i < each.length; i++) {
        sum += each[i] - each[i - count];
        if (sum <= largest) continue;
        largest = sum;
        first = i - count + 1;
      }
      return first;
    }

    private static long marked(AnnotatedImage plane, int row) {
      return plane.marked(FinalInterval.createMinSize(0, row, plane.width(), 1));
    }

    RandomAccessibleInterval<IntType> objects() {
      return together(planes.stream().map(AnnotatedImage::objects).toList());
    }

    PredictedImage predicted(PredictImage job, ObjectMaps maps) {
      List<Maps> all =
          planes.stream()
              .map(plane -> maps.of(job.run(plane.crop().values(), Progress.NONE)))
              .toList();
      List<Maps> predicted =
          IntStream.range(0, planes.size())
              .mapToObj(i -> known(all.get(i), planes.get(i)))
              .toList();
      Maps any = predicted.get(0);
      return new PredictedImage(
          new Maps(
              map(predicted.stream().map(Maps::foreground).toList()),
              any.distance()
                  .map(distance -> map(predicted.stream().map(m -> m.distance().get()).toList())),
              IntStream.range(0, any.classes().size())
                  .mapToObj(c -> map(predicted.stream().map(m -> m.classes().get(c)).toList()))
                  .toList()),
          objects(),
          Doubt.of(all.get(0).foreground()).leastSure());
    }

    /** What was not annotated is background. */
    private static Maps known(Maps maps, AnnotatedImage plane) {
      if (plane.isKnown()) return maps;
      AnnotatedCrop crop = plane.crop();
      float[] foreground = new float[plane.width() * plane.height()];
      int i = 0;
      for (FloatType pixel : Views.flatIterable(maps.foreground())) {
        foreground[i] = crop.isKnown(i) ? pixel.get() : 0;
        i++;
      }
      return new Maps(
          ArrayImgs.floats(foreground, plane.width(), plane.height()),
          maps.distance(),
          maps.classes());
    }

    /** In one array, for it is read many times. */
    private RandomAccessibleInterval<FloatType> map(
        List<RandomAccessibleInterval<FloatType>> parts) {
      RandomAccessibleInterval<FloatType> map = together(parts);
      if (!volume) return map;
      RandomAccessibleInterval<FloatType> copy = ArrayImgs.floats(map.dimensionsAsLongArray());
      ImgUtil.copy(Views.zeroMin(map), copy);
      return copy;
    }

    private <T> RandomAccessibleInterval<T> together(List<RandomAccessibleInterval<T>> parts) {
      return volume ? Views.stack(parts) : parts.get(0);
    }
  }

  /**
   * @param given by a model to go on with
   * @throws UserException if nothing is annotated, or nothing can be learned
   * @throws CancellationException if canceled
   */
  Examples(
      List<AnnotatedStack> stacks, Goal goal, Optional<Magnification> given, Progress progress) {
    this.goal = goal;
    if (stacks.stream().allMatch(stack -> stack.flaws().isConstant()))
      throw new UserException(
          "All pixels of a plane are the same in the images of the training: nothing can be learned;"
              + " check that the right images, or channels, are named.");
    List<Double> diameters = stacks.stream().map(stack -> diameter(stack, goal)).toList();
    magnification =
        given.map(model -> adapted(model, diameters)).orElseGet(() -> magnification(diameters));
    List<List<AnnotatedImage>> files = new ArrayList<>();
    for (int i = 0; i < stacks.size(); i++) {
      if (progress.isCanceled()) throw new CancellationException();
      progress.report(
          "U-Net: preparing image " + (i + 1) + " of " + stacks.size(), (double) i / stacks.size());
      List<AnnotatedImage> file = new ArrayList<>();
      for (List<AnnotatedImage> together :
          stacks.get(i).scaled(factor(diameters.get(i))).planes(goal)) {
        for (AnnotatedImage plane : together) volumes.put(plane, together);
        file.addAll(together);
      }
      if (!file.isEmpty()) files.add(file);
      unmarked(stacks.get(i).name(), file).ifPresent(unmarked::add);
    }
    planes = files.stream().flatMap(List::stream).toList();
    sizes = ObjectSizes.of(images(planes).stream().map(Image::objects));
    split = Split.of(files);
    if (goal.classes() > 1 || !goal.separate()) requireSeveralClasses();
  }

  /** Separate objects may fill an image: the network learns where they meet. */
  private void requireSeveralClasses() {
    BitSet classes = new BitSet();
    for (AnnotatedImage plane : planes) classes.or(plane.classes());
    if (classes.cardinality() < 2)
      throw new UserException(
          goal.classes() == 1
              ? "All that is annotated is object: leave out, or mark, what is background, too."
              : "All that is annotated is of class "
                  + classes.nextSetBit(0)
                  + ": mark pixels of the others, too.");
    absent = IntStream.range(0, goal.classes()).filter(number -> !classes.get(number)).toArray();
  }

  /** Which planes of a file have no object, for people. */
  private static Optional<String> unmarked(String name, List<AnnotatedImage> planes) {
    List<Integer> numbers =
        IntStream.range(0, planes.size()).filter(i -> planes.get(i).isEmpty()).boxed().toList();
    if (numbers.isEmpty()) return Optional.empty();
    if (numbers.size() == planes.size()) return Optional.of("'" + name + "'");
    List<String> ranges = new ArrayList<>();
    for (int first = 0, end; first < numbers.size(); first = end) {
      end = first + 1;
      while (end < numbers.size() && numbers.get(end) == numbers.get(first) + end - first) end++;
      int from = numbers.get(first) + 1;
      int to = numbers.get(end - 1) + 1;
      ranges.add(from == to ? "" + from : from + "-" + to);
    }
    return Optional.of(
        String.format("'%s' (planes %s of %d)", name, String.join(", ", ranges), planes.size()));
  }

  private static double diameter(AnnotatedStack stack, Goal goal) {
    return goal.separate() ? stack.diameter(goal) : 0;
  }

  /** Of its own for each image where they differ. */
  private double factor(double diameter) {
    return magnification.measured() && diameter > 0
        ? PixelScale.clamped(magnification.diameter() / diameter)
        : magnification.factor();
  }

  /**
   * Objects become as large as the model knows them; measured in each image only if they differ.
   */
  private static Magnification adapted(Magnification model, List<Double> diameters) {
    double[] known = known(diameters);
    if (model.diameter() == 0 || known.length == 0 || model.measured() && differ(known))
      return model;
    double median = known[known.length / 2];
    double factor = PixelScale.clamped(Math.min(LARGEST_FACTOR, model.diameter() / median));
    boolean near = Math.max(factor / model.factor(), model.factor() / factor) < LEAST_FACTOR;
    return near && !model.measured() ? model : new Magnification(factor, factor * median, false);
  }

  /**
   * @param diameters in order
   */
  private static boolean differ(double[] diameters) {
    int count = diameters.length;
    return diameters[count * 9 / 10] > MOST_ALIKE * diameters[count / 10];
  }

  /** In order. */
  private static double[] known(List<Double> diameters) {
    return diameters.stream().filter(d -> d > 0).mapToDouble(d -> d).sorted().toArray();
  }

  private static Magnification magnification(List<Double> diameters) {
    double[] known = known(diameters);
    if (known.length == 0) return Magnification.NONE;
    double median = known[known.length / 2];
    boolean differ = differ(known);
    double diameter =
        differ ? DIAMETER : Math.max(SMALLEST_DIAMETER, Math.min(LARGEST_DIAMETER, median));
    double factor = Math.min(LARGEST_FACTOR, diameter / median);
    boolean near = Math.max(factor, 1 / factor) < LEAST_FACTOR;
    if (near && !differ) factor = 1;
    return new Magnification(factor, factor * median, differ);
  }

  Magnification magnification() {
    return magnification;
  }

  List<AnnotatedImage> planes() {
    return planes;
  }

  ObjectSizes sizes() {
    return sizes;
  }

  /** Whether what lies between objects is little: boundaries, rather than a background. */
  boolean hasThinBoundaries() {
    long all = 0;
    long background = 0;
    for (AnnotatedImage plane : planes) {
      long pixels = (long) plane.width() * plane.height();
      all += pixels;
      background += pixels - plane.marked();
    }
    return background > 0 && background < MOST_BOUNDARY * all;
  }

  /** What was understood, for people. */
  String summary() {
    String size =
        magnification.measured()
            ? String.format(
                ", each image resized to objects of %.0f pixels", magnification.diameter())
            : magnification.factor() == 1
                ? ""
                : String.format(", at %.2f times the size", magnification.factor());
    return String.format(
        "The annotation of %d planes holds %d objects: learning %s%s%s.",
        planes.size(),
        sizes.objects(),
        goal.separate() ? "to tell them apart" : "where they are, as connected regions",
        goal.throughSlices() ? ", through the slices" : "",
        size);
  }

  /** What may have been forgotten, for people: no objects in an image, no pixel of a class. */
  List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    int named = Math.min(NAMED, unmarked.size());
    if (named > 0)
      remarks.add(
          String.format(
              "No object is marked in %s%s: that is learned as background.",
              String.join(", ", unmarked.subList(0, named)),
              named < unmarked.size() ? " and " + (unmarked.size() - named) + " more" : ""));
    for (int number : absent)
      remarks.add("No pixel is of class " + number + ": the model will not find it.");
    return remarks;
  }

  /** Before it is fitted: keeps all that is as large as half of the smallest object. */
  Decoding decoding() {
    return new Decoding(0.5, 0.5, 1, pixels(sizes.smallest() / 2), goal.throughSlices());
  }

  /**
   * Of separate objects an eighth of the median one, or less where that would lose some: what is
   * wrongly found where nothing is, in other images, is small. More would lose objects there that
   * the border cuts. Regions begin with half of the smallest one.
   */
  List<Integer> minimumSizes() {
    long half = sizes.smallest() / 2;
    long eighth = sizes.median() / 8;
    return (goal.separate()
            ? LongStream.of(eighth, Math.min(eighth, sizes.small() / 2), Math.min(eighth, half))
            : LongStream.of(half, sizes.small() / 2, sizes.small(), eighth))
        .mapToObj(Examples::pixels)
        .toList();
  }

  private static int pixels(long size) {
    return (int) Math.min(Integer.MAX_VALUE, size);
  }

  /** How the planes look, of many some; empty if they are too small, or constant. */
  Optional<KnownAppearance> appearance() {
    int count = Math.min(LOOKED_AT, planes.size());
    List<Appearance> seen =
        IntStream.range(0, count)
            .mapToObj(i -> planes.get(i * planes.size() / count))
            .flatMap(plane -> AppearanceMeasurement.of(plane).stream())
            .toList();
    return seen.isEmpty() ? Optional.empty() : Optional.of(KnownAppearance.of(seen));
  }

  Split split() {
    return split;
  }

  /** Share of the pixels that is annotated, above 0, up to 1. */
  double annotated() {
    double known = planes.stream().mapToLong(AnnotatedImage::known).sum();
    return known / planes.stream().mapToLong(p -> (long) p.width() * p.height()).sum();
  }

  /** What a training does not learn from; evenly chosen, where it is more than is needed. */
  List<Image> heldBack() {
    List<Image> all = images(split.heldBack());
    long pixels = all.stream().mapToLong(image -> Math.min(image.pixels(), FITTED_PIXELS)).sum();
    int count = (int) Math.max(1, Math.min(all.size(), all.size() * FITTED_PIXELS / pixels));
    List<Image> chosen = new ArrayList<>();
    for (int i = 0; i < count; i++) chosen.add(all.get(i * all.size() / count).part(FITTED_PIXELS));
    return chosen;
  }

  private List<Image> images(List<AnnotatedImage> some) {
    List<Image> images = new ArrayList<>();
    for (int first = 0, end; first < some.size(); first = end) {
      List<AnnotatedImage> volume = volumes.getOrDefault(some.get(first), List.of());
      end = first + 1;
      while (end < some.size() && volume.contains(some.get(end))) end++;
      images.add(new Image(some.subList(first, end), goal.throughSlices()));
    }
    return images;
  }
}
