package sc.fiji.unet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.images.ArraySource;
import sc.fiji.unet.targets.AnnotatedImage;
import sc.fiji.unet.targets.AnnotatedStack;
import sc.fiji.unet.targets.Goal;

class ExamplesTest {

  /** A mask, as wide as it says. */
  private static AnnotatedStack stack(int width) {
    return new AnnotatedStack(
        ArraySource.of("image", List.of(SmallModels.image(1, width, 1, 1))),
        ArraySource.annotation("mask", width, 1, new int[width]));
  }

  @Test
  void everyFifthImageComesLastWhereItIsHeldBack() {
    List<AnnotatedStack> stacks = IntStream.range(0, 12).mapToObj(i -> stack(10 + i)).toList();
    Examples examples = new Examples(stacks, new Goal(1, false, false), Optional.empty());
    assertEquals(
        List.of(10, 11, 12, 13, 15, 16, 17, 18, 20, 21, 14, 19),
        examples.planes().stream().map(AnnotatedImage::width).toList());
  }
}
