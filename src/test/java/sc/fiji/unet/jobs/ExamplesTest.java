package sc.fiji.unet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.images.ArraySource;
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
                .toArray(int[][]::new)));
  }

  private static Optional<String> remark(AnnotatedStack... stacks) {
    return new Examples(List.of(stacks), GOAL, Optional.empty()).remark();
  }

  /** Thresholds of a large volume, or a large plane, are fitted on what takes seconds. */
  @Test
  void fitsOnTheMiddleOfWhatIsLarge() {
    Examples.Image volume =
        new Examples.Image(
            stack("a", 1, 1, 1, 1, 1).planes(GOAL).stream().map(p -> p.get(0)).toList(), true);
    assertEquals(volume, volume.middle(5 * 16));
    assertEquals(volume.planes().subList(1, 4), volume.middle(3 * 16 + 15).planes());
    Examples.Image rows = volume.middle(9);
    assertEquals(8, rows.pixels());
    assertEquals(1, rows.objects().getAt(1, 0, 0).get());
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
}
