package sc.fiji.unet.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForecastTest {

  /** What is told of work whose steps take so long; the first one longer. */
  private static List<Double> told(int steps, double firstStep, double step) {
    Forecast forecast = new Forecast();
    List<Double> told = new ArrayList<>();
    double now = 7;
    for (int i = 0; i <= steps; i++) {
      OptionalDouble seconds = forecast.seconds(now, (double) i / steps);
      seconds.ifPresent(told::add);
      now += i == 0 ? firstStep : step;
    }
    return told;
  }

  @Test
  void longWorkIsToldOnceWithoutTheSlowFirstStep() {
    List<Double> told = told(100, 4, 1);
    assertEquals(1, told.size());
    assertEquals(103, told.get(0), 1e-6);
    assertEquals(120, told(4, 30, 30).get(0), 1e-6, "few steps: the first one has to do");
    assertEquals(50, told(5000, 0.01, 0.01).get(0), 0.1);
  }

  @Test
  void shortWorkIsNotTold() {
    assertEquals(List.of(), told(20, 2, 1));
    assertEquals(List.of(), told(1, 100, 1), "one tile: it is over");
    assertEquals(List.of(), told(1000, 3, 0.02));
  }

  /** Folders that are half done already begin there. */
  @Test
  void countsFromWhereItBegins() {
    Forecast forecast = new Forecast();
    assertTrue(forecast.seconds(0, 0.2).isEmpty());
    assertTrue(forecast.seconds(1, 0.21).isEmpty());
    assertEquals(80, forecast.seconds(5, 0.25).getAsDouble(), 1e-6);
  }

  /** Of a few steps, and then of many that two threads report, now and then the later one first. */
  @Test
  void theNextWorkIsAnother() {
    Forecast forecast = new Forecast();
    for (int i = 0; i <= 4; i++) assertTrue(forecast.seconds(6 * i, i / 4.0).isEmpty());
    for (int i = 0; i < 2000; i++) {
      double now = 24 + i / 100.0;
      assertTrue(forecast.seconds(now, (i ^ 1) / 2000.0).isEmpty(), "after " + now + " s");
    }
    OptionalDouble told = OptionalDouble.empty();
    for (int i = 0; i < 10_000 && told.isEmpty(); i++)
      told = forecast.seconds(44 + i / 100.0, (i ^ 1) / 10_000.0);
    assertEquals(100, told.getAsDouble(), 0.5);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 0.5, NaN",
    "0, 10, 0, NaN",
    "0, 10, 1, NaN",
    "0, 10, 0.5, 10",
    "0, 3600, 0.25, 10800",
    "0.6, 10, 0.6, NaN",
    "0.6, 10, 0.7, 30"
  })
  void timeThatIsLeft(double begin, double seconds, double fraction, double left) {
    Forecast forecast = new Forecast();
    forecast.seconds(7, begin);
    forecast.seconds(7 + seconds, fraction);
    assertEquals(left, forecast.left(7 + seconds, fraction).orElse(Double.NaN), 1e-6);
  }

  @Test
  void words() {
    assertEquals("30 seconds", Forecast.words(31));
    assertEquals("3 minutes", Forecast.words(185));
    assertEquals("2.5 hours", Forecast.words(9000));
  }
}
