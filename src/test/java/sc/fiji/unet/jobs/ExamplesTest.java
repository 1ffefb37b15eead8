package sc.fiji.unet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.images.ArraySource;
import sc.fiji.unet.model.Magnification;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;
import sc.fiji.unet.targets.AnnotatedImage;
import sc.fiji.unet.targets.AnnotatedImages;
import sc.fiji.unet.targets.AnnotatedStack;
import sc.fiji.unet.targets.Goal;

class ExamplesTest {

  private static final Goal GOAL = new Goal(1, false, false);

  /** Of each plane, whether there is an object. */
  private static AnnotatedStack stack(String name, int... marked) {
    return new AnnotatedStack(
        ArraySource.of(
            "image",
            IntStream.range(0, marked.length)
                .mapToObj(i -> SmallModels.image(i, 4, 4, 1))
                .toList()),
        ArraySource.annotation(
            name,
            4,
            4,
            IntStream.of(marked)
                .mapToObj(
                    value -> {
                      int[] plane = new int[16];
                      plane[5] = value;
                      return plane;
                    })
                .toArray(int[][]::new)),
        AnnotatedImages.store());
  }

  private static Optional<String> remark(AnnotatedStack... stacks) {
    return new Examples(List.of(stacks), GOAL, Optional.empty(), Progress.NONE)
        .remarks().stream().findFirst();
  }

  /** Thresholds of a large volume, or a large plane, are fitted on what takes seconds. */
  @Test
  void fitsOnAPartOfWhatIsLarge() {
    List<AnnotatedImage> planes =
        stack("a", 0, 0, 0, 1, 1).planes(GOAL).stream().map(plane -> plane.get(0)).toList();
    Examples.Image volume = new Examples.Image(planes, true);
    assertEquals(volume, volume.part(5 * 16));
    Examples.Image part = volume.part(20);
    assertEquals(2 * 2 * 4, part.pixels(), "two slices of two rows");
    for (int z = 0; z < 2; z++)
      assertEquals(1, part.objects().getAt(1, 0, z).get() + part.objects().getAt(1, 1, z).get());
    assertEquals(4, new Examples.Image(planes.subList(3, 4), false).part(7).pixels());
  }

  /** Squares of 1, 4, 16 and 64 pixels: the eighth of the median one is 2. */
  @ParameterizedTest
  @CsvSource({"true, 2", "false, 0"})
  void smallestSizesBeginWithAnEighthOfTheMedianObject(boolean separate, int first) {
    int[] labels = new int[40 * 40];
    for (int i = 0, side = 1; i < 4; i++, side *= 2)
      for (int p = 0; p < side * side; p++)
        labels[(2 + p / side) * 40 + 2 + 9 * i + p % side] = i + 1;
    AnnotatedStack stack =
        new AnnotatedStack(
            ArraySource.of("image", List.of(SmallModels.image(1, 40, 40, 1))),
            ArraySource.annotation("truth", 40, 40, labels),
            AnnotatedImages.store());
    Examples examples =
        new Examples(
            List.of(stack),
            new Goal(1, separate, false),
            Optional.of(Magnification.NONE),
            Progress.NONE);
    assertEquals(first, examples.minimumSizes().get(0));
    assertEquals(0, examples.decoding().minimumSize());
    assertTrue(examples.minimumSizes().contains(0));
  }

  @Test
  void saysWhichPlanesHaveNoObject() {
    assertEquals(Optional.empty(), remark(stack("a", 1, 1)));
    assertEquals(
        Optional.of(
            "No object is marked in 'a' (planes 2, 4-6 of 7), 'b': that is learned as background."),
        remark(stack("a", 1, 0, 1, 0, 0, 0, 1), stack("b", 0), stack("c", 1)));
    AnnotatedStack[] stacks =
        IntStream.range(0, 8)
            .mapToObj(i -> stack("s" + i, i == 0 ? 1 : 0))
            .toArray(AnnotatedStack[]::new);
    assertEquals(
        Optional.of(
            "No object is marked in 's1', 's2', 's3', 's4', 's5' and 2 more: that is learned as"
                + " background."),
        remark(stacks));
  }

  /** One plane of 4 x 4 pixels. */
  private static AnnotatedStack plane(RandomAccessibleInterval<FloatType> image, int... labels) {
    return new AnnotatedStack(
        ArraySource.of("image", List.of(image)),
        ArraySource.annotation("truth", 4, 4, labels),
        AnnotatedImages.store());
  }

  private static String refused(Goal goal, AnnotatedStack stack) {
    return assertThrows(
            UserException.class,
            () -> new Examples(List.of(stack), goal, Optional.empty(), Progress.NONE))
        .getMessage();
  }

  private static int[] labels(int everywhere) {
    int[] labels = new int[16];
    Arrays.fill(labels, everywhere);
    return labels;
  }

  @Test
  void nothingIsLearnedOfOneClass() {
    RandomAccessibleInterval<FloatType> image = SmallModels.image(1, 4, 4, 1);
    assertEquals(
        "All that is annotated is object: leave out, or mark, what is background, too.",
        refused(GOAL, plane(image, labels(1))));
    assertEquals(
        "All that is annotated is of class 2: mark pixels of the others, too.",
        refused(new Goal(3, false, false), plane(image, labels(2))));
    int[] withoutOne = labels(0);
    withoutOne[5] = 2;
    assertEquals(
        List.of("No pixel is of class 1: the model will not find it."),
        new Examples(
                List.of(plane(image, withoutOne)),
                new Goal(3, false, false),
                Optional.empty(),
                Progress.NONE)
            .remarks());
  }

  @Test
  void nothingIsLearnedOfImagesWithoutContrast() {
    int[] labels = labels(0);
    labels[5] = 1;
    String reason =
        "All pixels of a plane are the same in the images of the training: nothing can be learned;"
            + " check that the right images, or channels, are named.";
    assertEquals(reason, refused(GOAL, plane(ArrayImgs.floats(4, 4, 1), labels)));
    float[] values = new float[16];
    Arrays.fill(values, Float.NaN);
    assertEquals(reason, refused(GOAL, plane(ArrayImgs.floats(values, 4, 4, 1), labels)));
    for (int i = 0; i < 15; i++) values[i] = i;
    assertEquals(
        List.of(
            "1 pixels of 'image' are no number (NaN or infinite): they count as the mean of the"
                + " others."),
        plane(ArrayImgs.floats(values, 4, 4, 1), labels).flaws().remarks());
  }
}
