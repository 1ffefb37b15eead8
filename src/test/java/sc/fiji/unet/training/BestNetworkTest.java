package sc.fiji.unet.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import sc.fiji.unet.progress.UserException;

class BestNetworkTest {

  private static Validation validation(double error) {
    return new Validation(error == error ? 0.5 : error, 0, error);
  }

  /** Each is offered after another iteration, with weights that tell which. */
  private static TrainedNetwork best(double... errors) {
    BestNetwork best = new BestNetwork();
    for (int i = 0; i < errors.length; i++) {
      byte[] weights = {(byte) i};
      best.offer(i, validation(errors[i]), () -> weights);
    }
    return best.after(errors.length, 1);
  }

  @Test
  void theLastOfThoseThatDoAboutAsWellAsTheBest() {
    TrainedNetwork kept = best(0.4, 0.300, 0.5, 0.305, 0.32, 0.310);
    assertEquals(3, kept.bestIteration());
    assertEquals(3, kept.weights()[0]);
    assertEquals(0.305, kept.validation().error());
    assertEquals(6, kept.iterations());
  }

  /** Small steps up do not add up. */
  @Test
  void aboutIsMeasuredFromTheLowest() {
    assertEquals(1, best(0.3, 0.308, 0.316, 0.324).bestIteration());
  }

  @Test
  void noNumberIsNeverKept() {
    assertEquals(0, best(0.3, Double.NaN).bestIteration());
    assertThrows(UserException.class, () -> best(Double.NaN));
  }
}
