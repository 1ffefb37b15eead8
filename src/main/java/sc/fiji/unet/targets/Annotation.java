package sc.fiji.unet.targets;

import java.util.BitSet;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
import sc.fiji.unet.images.Channels;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;

/**
 * What a person annotated, read for what its numbers say it is. Planes are looked at one after the
 * other, and read again when they are asked for.
 *
 * <p>How forms are told apart: in label images and masks numbers change in one step, from an object
 * to the background or to another object. A pixel whose number lies between those on both of its
 * sides, along x or y, is a <i>ramp</i>. Of the steps in label images of public sets up to 1 % are
 * ramps (of class maps, whose classes enclose each other, up to 17 %); in masks that were saved as
 * JPEG it is 20 %, in those that were smoothed and in label images that were resized with
 * interpolation half and more, however large objects are. In noise it is less; there a pixel has
 * two neighbours, of the four, that are other numbers but 0: it is <i>graded</i>. Of the objects'
 * pixels in label images up to 4 % are, in noisy images 35 % and more.
 */
public final class Annotation {

  /** A pixel that was not annotated. */
  public static final int UNKNOWN = -1;

  /** Of the steps from one number to another. */
  private static final double RAMPS = 0.12;

  /** The same where there are no more numbers than class maps have. */
  private static final double RAMPS_OF_FEW = 0.35;

  private static final int FEW = 8;

  /** Of the pixels of objects. */
  private static final double GRADED = 0.2;

  /** Steps of which a share says something. */
  private static final int FEWEST_STEPS = 20;

  /** Pixels of which a share says something. */
  private static final int FEWEST = 500;

  /** Share of the pixels that are objects in two slices and carry one label in both. */
  private static final double CONTINUED = 0.8;

  /** Of the pixels that are no background, in a mask, so many are near its high end. */
  private static final double AT_HIGH_END = 0.5;

  /** Of those whose neighbours have the same number: objects of lower ones are none of a mask. */
  private static final double FLAT_AT_HIGH_END = 0.95;

  /** Of all pixels of a mask from 0 to 1, so many are one of both. */
  private static final double AT_BOTH_ENDS = 0.8;

  /** Of an image that holds background. */
  private static final double SOME_ZEROS = 0.2;

  /** Of the pixels of a ring, so many have a neighbour of another number. */
  private static final double THIN = 0.3;

  // Shares of objects that are rather a mistake.
  private static final double LEAST = 0.001;
  private static final double MOST = 0.9;

  private final Source source;
  private final AnnotationForm form;
  private final boolean continued;

  /** A number that means "not annotated", too; -1 if none does. */
  private final int ring;

  /** From here on a mask with edges is object. */
  private final float threshold;

  private final String summary;

  private Annotation(Source source, Survey survey, Optional<AnnotationForm> given) {
    this.source = source;
    ring = survey.ring();
    form = given.isPresent() ? survey.wholeNumbers(given.get()) : survey.form(ring);
    threshold =
        switch (form) {
          case SOFT_MASK -> 0.5f;
          case GREY_MASK -> survey.max / 2;
          default -> 0;
        };
    continued = form == AnnotationForm.LABELS && survey.continued();
    summary = survey.summary(form, ring);
  }

  /**
   * Looks at an image.
   *
   * @param slices planes that follow each other in one volume: the image that is annotated knows
   *     them, where slices and frames of the annotation are swapped
   * @param given {@link AnnotationForm#LABELS} or {@link AnnotationForm#MASK}, where a person says
   *     so; else it is found out
   * @throws UserException if it has several channels, or is no annotation
   * @throws CancellationException if canceled
   */
  public static Annotation of(
      Source source, int slices, Optional<AnnotationForm> given, Progress progress) {
    if (source.channels() > 1)
      throw new UserException(
          String.format(
              "The annotation '%s' has %d channels; it must be a mask or label image with one, 8, 16"
                  + " or 32 bit.",
              source.name(), source.channels()));
    Survey survey = new Survey(source, slices);
    for (int i = 0; i < source.items(); i++) {
      progress.report("U-Net: reading " + source.name(), (double) i / source.items());
      if (progress.isCanceled()) throw new CancellationException();
      survey.add(i, values(source, i));
    }
    return new Annotation(source, survey, given);
  }

  private static float[] values(Source source, int index) {
    RandomAccessibleInterval<FloatType> plane = Channels.apart(source.item(index)).get(0);
    float[] values = new float[Math.toIntExact(Intervals.numElements(plane))];
    PrimitiveBlocks.of(plane, PrimitiveBlocks.OnFallback.ACCEPT).copy(plane, values);
    return values;
  }

  public AnnotationForm form() {
    return form;
  }

  /** Whether it is a label image whose objects go on through the slices. */
  public boolean continued() {
    return continued;
  }

  /** What was understood, in a sentence. */
  public String summary() {
    return summary;
  }

  /**
   * The numbers of a plane, row by row: 0 background, {@link #UNKNOWN} what was not annotated, else
   * that of an object, a class or a mask.
   */
  public int[] numbers(int index) {
    float[] values = values(source, index);
    int[] numbers = new int[values.length];
    for (int i = 0; i < numbers.length; i++) numbers[i] = number(values[i]);
    return numbers;
  }

  /** Makes what one of two planes does not know background in both. */
  public static void leaveOut(int[] plane, int[] other) {
    for (int i = 0; i < plane.length; i++)
      if (plane[i] == UNKNOWN || other[i] == UNKNOWN) plane[i] = other[i] = 0;
  }

  private int number(float value) {
    if (value == UNKNOWN || ring > 0 && value == ring) return UNKNOWN;
    return switch (form) {
      case SOFT_MASK, GREY_MASK -> value >= threshold ? 1 : 0;
      default -> (int) value;
    };
  }

  /** Counts of what the pixels are. */
  private static final class Survey {

    private final Source source;
    private final int slices;
    private final int width;

    /** Whether a plane has several numbers, and several without those that rings have. */
    private boolean several;

    private boolean severalBesideRings;
    private long pixels;
    private long zeros;
    private long unknown;
    private long steps;
    private long ramps;
    private long graded;
    private long fractions;
    private long ones;
    private long halves;
    private float min = Float.POSITIVE_INFINITY;
    private float max = Float.NEGATIVE_INFINITY;

    /** Whole numbers above 0 that occur. */
    private final BitSet numbers = new BitSet();

    /** Pixels of each number; the last one counts all from there on. */
    private final long[] counts = new long[1 << 16];

    /** The same of those whose neighbours have the same number. */
    private final long[] flat = new long[counts.length];

    /** Of pixels at 255 and at 65535 those with a neighbour of another number. */
    private long edges255;

    private long edges65535;
    private long bothObjects;
    private long sameObject;
    private float[] above;

    Survey(Source source, int slices) {
      this.source = source;
      this.slices = slices;
      width = (int) source.interval().dimension(0);
    }

    void add(int index, float[] plane) {
      boolean follows = index % slices > 0;
      float first = 0;
      float firstBesideRings = 0;
      for (int i = 0; i < plane.length; i++) {
        float value = plane[i];
        if (Float.isNaN(value) || Float.isInfinite(value)) throw noNumber(value);
        pixels++;
        min = Math.min(min, value);
        max = Math.max(max, value);
        if (follows && value > 0 && above[i] > 0) {
          bothObjects++;
          if (above[i] == value) sameObject++;
        }
        if (value == UNKNOWN) unknown++;
        if (value == 0) zeros++;
        if (value == UNKNOWN || value == 0) continue;
        count(plane, i, value);
        if (first == 0) first = value;
        several |= value != first;
        if (value == 255 || value == 65535) continue;
        if (firstBesideRings == 0) firstBesideRings = value;
        severalBesideRings |= value != firstBesideRings;
      }
      above = plane;
    }

    private void count(float[] plane, int i, float value) {
      if (value != Math.rint(value)) fractions++;
      else if (value > 0 && value < 1 << 24) numbers.set((int) value);
      if (value >= 0.5f && value < 1) halves++;
      if (value == 1) ones++;
      counts[(int) Math.max(0, Math.min(counts.length - 1, value))]++;
      int x = i % width;
      boolean edge = false;
      int others = 0;
      for (int n = 0; n < 4; n++) {
        int j =
            switch (n) {
              case 0 -> x > 0 ? i - 1 : i;
              case 1 -> x < width - 1 ? i + 1 : i;
              case 2 -> i >= width ? i - width : i;
              default -> i + width < plane.length ? i + width : i;
            };
        if (plane[j] == value) continue;
        edge = true;
        if (plane[j] == UNKNOWN) continue;
        // Those between objects are seen from both sides.
        steps += plane[j] == 0 ? 2 : 1;
        if (plane[j] != 0) others++;
      }
      if (others > 1) graded++;
      if (!edge) flat[(int) Math.max(0, Math.min(flat.length - 1, value))]++;
      if (x > 0 && x < width - 1) ramp(plane[i - 1], value, plane[i + 1]);
      if (i >= width && i + width < plane.length) ramp(plane[i - width], value, plane[i + width]);
      if (edge && value == 255) edges255++;
      if (edge && value == 65535) edges65535++;
    }

    private void ramp(float one, float value, float other) {
      if (one == UNKNOWN || other == UNKNOWN) return;
      if (one < value && value < other || one > value && value > other) ramps += 2;
    }

    private boolean isGrey() {
      double most = numbers.cardinality() <= FEW ? RAMPS_OF_FEW : RAMPS;
      return steps >= 2 * FEWEST_STEPS && ramps > most * steps
          || marked() >= FEWEST && graded > GRADED * marked();
    }

    private UserException noNumber(float value) {
      return new UserException(
          String.format(
              "'%s' has the value %s; labels and masks have whole numbers, 0 for the background, and -1"
                  + " where nothing is annotated.",
              source.name(), value));
    }

    private long marked() {
      return pixels - zeros - unknown;
    }

    /** The highest number, if it is a thin line and far above all others; else -1. */
    int ring() {
      int highest = numbers.length() - 1;
      long edges = highest == 255 ? edges255 : highest == 65535 ? edges65535 : 0;
      if (fractions > 0 || marked() < FEWEST || edges == 0 || edges < THIN * counts[highest])
        return -1;
      int second = numbers.previousSetBit(highest - 1);
      return second > 0 && second < highest / 4 ? highest : -1;
    }

    AnnotationForm wholeNumbers(AnnotationForm given) {
      if (fractions > 0)
        throw new UserException(
            String.format(
                "'%s' has numbers with fractions; those of a %s are whole ones.",
                source.name(), given.words()));
      if (min < UNKNOWN) throw noNumber(min);
      boolean greyEdges = given == AnnotationForm.MASK && several && isGrey();
      return greyEdges && max < counts.length ? AnnotationForm.GREY_MASK : given;
    }

    AnnotationForm form(int ring) {
      if (min < 0 && !(min == UNKNOWN && fractions == 0)) throw noNumber(min);
      if (marked() == 0) return AnnotationForm.EMPTY;
      if (fractions > 0) return ofFractions();
      if (!(ring > 0 ? severalBesideRings : several)) return AnnotationForm.MASK;
      if (!isGrey()) return AnnotationForm.LABELS;
      if (max < counts.length
          && share(counts, 0.9) >= AT_HIGH_END * share(counts, 0.1)
          && share(flat, 0.9) >= FLAT_AT_HIGH_END * share(flat, 0.1))
        return AnnotationForm.GREY_MASK;
      throw zeros >= SOME_ZEROS * pixels ? resized() : image();
    }

    private AnnotationForm ofFractions() {
      if (max <= 1) {
        if (zeros + ones >= AT_BOTH_ENDS * pixels) return AnnotationForm.SOFT_MASK;
        throw new UserException(
            String.format(
                "'%s' looks like a probability map, with most of its numbers between 0 and 1: make a"
                    + " mask of it (Image > Adjust > Threshold...) to annotate with.",
                source.name()));
      }
      throw zeros >= SOME_ZEROS * pixels ? resized() : image();
    }

    /** Pixels from a share of the highest number on. */
    private long share(long[] histogram, double ofHighest) {
      long sum = 0;
      for (int i = (int) Math.ceil(ofHighest * max); i < histogram.length; i++) sum += histogram[i];
      return sum;
    }

    private UserException resized() {
      return new UserException(
          String.format(
              "'%s' looks like a label image that was resized with interpolation: the numbers between"
                  + " those of two objects are none. Resize it again, without (Interpolation: None).",
              source.name()));
    }

    private UserException image() {
      return new UserException(
          String.format(
              "'%s' looks like an image, not like its annotation: that is a mask or a label image,"
                  + " where the pixels of an object have one number. Are both swapped?",
              source.name()));
    }

    boolean continued() {
      return bothObjects > 0 && sameObject >= CONTINUED * bothObjects;
    }

    String summary(AnnotationForm form, int ring) {
      long notAnnotated = unknown + (ring > 0 ? counts[ring] : 0);
      long known = pixels - notAnnotated;
      long objects =
          switch (form) {
            case SOFT_MASK -> ones + halves;
            case GREY_MASK -> share(counts, 0.5);
            default -> marked() - (ring > 0 ? counts[ring] : 0);
          };
      double share = known == 0 ? 0 : (double) objects / known;
      String sentence = String.format(Locale.ROOT, "'%s': %s", source.name(), form.words());
      if (form == AnnotationForm.EMPTY) return sentence + ".";
      if (form == AnnotationForm.LABELS)
        sentence += ", " + (numbers.cardinality() - (ring > 0 ? 1 : 0)) + " numbers";
      sentence += String.format(Locale.ROOT, ", %.1f %% of the pixels", 100 * share);
      if (notAnnotated > 0)
        sentence +=
            String.format(
                Locale.ROOT,
                ", %.1f %% are not annotated (%s)",
                100.0 * notAnnotated / pixels,
                ring > 0 ? "-1, " + ring : "-1");
      if (share > MOST || share < LEAST) sentence += "; is that what is meant?";
      return share > MOST || share < LEAST ? sentence : sentence + ".";
    }
  }
}
