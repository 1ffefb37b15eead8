package sc.fiji.unet.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearningRateTest {

  @ParameterizedTest
  @CsvSource({"0, 2e-5", "0.025, 1.01e-3", "0.05, 2e-3", "0.525, 1e-3", "1, 0", "1.5, 0"})
  void warmsUpThenFollowsACosine(double spent, double expected) {
    assertEquals(expected, LearningRate.at(spent), 1e-8);
  }

  @Test
  void risesOnceAndFalls() {
    for (double spent = 0.001; spent <= 1; spent += 0.001)
      assertEquals(
          spent < 0.0505, LearningRate.at(spent) > LearningRate.at(spent - 0.001), "at " + spent);
  }
}
