package sc.fiji.unet.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.jobs.TrainModel;
import sc.fiji.unet.model.Decoding;

class TrainTest {

  @Test
  void theEndSaysWhichNetworkIsKept() {
    assertEquals(
        "kept is iteration 40, with its own thresholds mean AP 0.813, pixel error 0.0124 on what was"
            + " held back",
        Train.kept(outcome("mean AP 0.813", 0.0124)));
    assertEquals("kept is iteration 40, not validated", Train.kept(outcome("", Double.NaN)));
  }

  private static TrainModel.Outcome outcome(String score, double pixelError) {
    Decoding decoding = new Decoding(0.5, 0.5, 0, 10, false);
    return new TrainModel.Outcome(
        "My cells", Path.of("x.zip"), 60, 40, pixelError, decoding, score, "", List.of(), 120);
  }
}
