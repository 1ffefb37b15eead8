package sc.fiji.unet.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.model.ProcessingStep.Measured;
import sc.fiji.unet.model.ProcessingStep.ScaleRange;
import sc.fiji.unet.model.ProcessingStep.ZeroMeanUnitVariance;

class NetworkOutputTest {

  @Test
  void nothingThatIsMeasured() {
    for (Measured step :
        List.of(new ScaleRange(true, 0, 100, 1), new ZeroMeanUnitVariance(true, 1))) {
      Exception error =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  new NetworkOutput(
                      Output.of(Output.classNames(1)),
                      List.of(0, 0),
                      List.of(step),
                      new Axes("bcyx")));
      assertEquals(
          "The postprocessing measures the whole output, which tiles do not allow; supported are"
              + " steps that look at one pixel.",
          error.getMessage());
    }
  }

  @Test
  void eachAxisOfSpaceHasAHalo() {
    Exception error =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new NetworkOutput(
                    Output.of(Output.classNames(1)), List.of(0, 0), List.of(), new Axes("bczyx")));
    assertEquals("The axes bczyx have 2 halos; each of x, y and z needs one.", error.getMessage());
  }
}
