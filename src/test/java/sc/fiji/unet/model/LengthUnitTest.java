package sc.fiji.unet.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class LengthUnitTest {

  @ParameterizedTest
  @CsvSource({
    "0.000001, pm picometer",
    "0.0001, \u00C5 \u00E5 \u212B angstrom Angstroms",
    "0.001, nm nanometer nanometres",
    "1, \u00B5m \u03BCm um micron Microns micrometer micrometre micrometers micrometres",
    "1000, mm millimeter millimetres"
  })
  void unitsOfMicroscopes(double micrometers, String units) {
    for (String unit : units.split(" ")) {
      assertEquals(micrometers, LengthUnit.micrometers(unit), unit);
      assertEquals(micrometers, LengthUnit.ofImageJ(unit), unit);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "10000, cm centimeter",
    "100000, dm decimeter",
    "1000000, m meter",
    "25400, in inch inches"
  })
  void largerOnesAreThoseOfAPrintInImageJ(double micrometers, String units) {
    for (String unit : units.split(" ")) {
      assertEquals(micrometers, LengthUnit.micrometers(unit), unit);
      assertEquals(Double.NaN, LengthUnit.ofImageJ(unit), unit);
    }
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "pixel", "second", "micros", "mile"})
  void others(String unit) {
    assertEquals(Double.NaN, LengthUnit.micrometers(unit));
  }
}
