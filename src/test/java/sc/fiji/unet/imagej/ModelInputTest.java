package sc.fiji.unet.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ij.IJ;
import ij.ImagePlus;
import ij.process.ColorProcessor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.ModelDescription;

class ModelInputTest {

  /** Two slices and two frames of channels; each pixel is 100 c + 10 z + t. */
  private static ImagePlus hyperstack(int channels) {
    ImagePlus image = IJ.createImage("stack", "16-bit", 2, 1, channels, 2, 2);
    for (int i = 1; i <= image.getStackSize(); i++) {
      int[] position = image.convertIndexToPosition(i);
      image.getStack().getProcessor(i).add(100 * position[0] + 10 * position[1] + position[2]);
    }
    return image;
  }

  private static ImagePlus rgb() {
    return new ImagePlus("photo", new ColorProcessor(1, 1, new int[] {0x0a1400}));
  }

  private static ModelDescription model(int channels, int context) {
    return new ModelDescription(
        "M",
        new Architecture(channels * (2 * context + 1), 1, 1, 1),
        context,
        List.of("objects"),
        Map.of());
  }

  private static String values(
      ImagePlus image, ModelDescription model, int plane, Integer... chosen) {
    return ModelInput.of(image, model, List.of(chosen)).plane(plane).stream()
        .map(channel -> (int) channel.getAt(0, 0).get())
        .toList()
        .toString();
  }

  @Test
  void channelsInTheOrderThatWasChosen() {
    ImagePlus image = hyperstack(3);
    assertEquals("[111, 211, 311]", values(image, model(3, 0), 0));
    assertEquals("[321, 121]", values(image, model(2, 0), 1, 3, 1));
    assertEquals("[212]", values(image, model(1, 0), 2, 2));
    assertEquals("[122, 122, 122]", values(hyperstack(1), model(3, 0), 3, 1, 1, 1));
  }

  @Test
  void contextIsOfTheSameFrame() {
    assertEquals("[212, 212, 222]", values(hyperstack(2), model(1, 1), 2, 2));
    assertEquals("[112, 212, 122, 222, 122, 222]", values(hyperstack(2), model(2, 1), 3));
  }

  @Test
  void redGreenAndBlue() {
    assertEquals("[10, 20, 0]", values(rgb(), model(3, 0), 0));
    assertEquals("[10]", values(rgb(), model(1, 0), 0));
    assertEquals("[20]", values(rgb(), model(1, 0), 0, 2));
  }

  @ParameterizedTest
  @CsvSource({
    "3, 1, '', 'The image ''stack'' has 3 channels, the model ''M'' takes 1: choose as many, by their"
        + " numbers, in the field Channels.'",
    "1, 3, '', 'The image ''stack'' has 1 channel, the model ''M'' takes 3.'",
    "3, 1, '1,2', 'Chosen are 2 channels, the model ''M'' takes 1: choose as many, by their numbers,"
        + " in the field Channels.'",
    "2, 1, '3', 'Channel 3 was chosen; the image ''stack'' has 2 channels.'",
    "2, 1, '0', 'Channel 0 was chosen; the image ''stack'' has 2 channels.'"
  })
  void saysWhyChannelsDoNotSuit(int present, int wanted, String chosen, String expected) {
    List<Integer> numbers =
        chosen.isEmpty()
            ? List.of()
            : Arrays.stream(chosen.split(",")).map(Integer::valueOf).toList();
    Exception error =
        assertThrows(
            IllegalArgumentException.class,
            () -> ModelInput.of(hyperstack(present), model(wanted, 0), numbers));
    assertEquals(expected, error.getMessage());
  }
}
