package sc.fiji.unet.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ij.IJ;
import ij.ImagePlus;
import ij.measure.Calibration;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.model.PixelSize;

class MicrometersTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "nm, 0.001",
    "nanometer, 0.001",
    "Nanometres, 0.001",
    "\u00B5m, 1",
    "\u03BCm, 1",
    "um, 1",
    "micron, 1",
    "Microns, 1",
    "micrometer, 1",
    "micrometre, 1",
    "micrometers, 1",
    "micrometres, 1",
    "' um ', 1",
    "mm, 1000",
    "millimeter, 1000",
    "\u00C5, 0.0001",
    "\u212B, 0.0001",
    "angstrom, 0.0001"
  })
  void knownUnits(String unit, double factor) {
    assertEquals(
        Optional.of(new PixelSize(0.5 * factor, 2 * factor)), of(calibration(unit, 0.5, 2)));
  }

  /** Inches and centimetres are those of a print. */
  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "pixel", "pixels", "inch", "cm", "m", "meter", "sec", "km", "micros"})
  void whatIsNoUnitOfMicroscopy(String unit) {
    assertEquals(Optional.empty(), of(calibration(unit, 0.5, 2)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void whatIsNoSize(double size) {
    assertEquals(Optional.empty(), of(calibration("um", size, 1)));
    assertEquals(Optional.empty(), of(calibration("um", 1, size)));
  }

  @Test
  void eachAxisHasItsUnit() {
    Calibration calibration = calibration("um", 0.5, 200);
    calibration.setYUnit("nm");
    assertEquals(Optional.of(new PixelSize(0.5, 0.2)), of(calibration));
    calibration.setYUnit("sec"); // a kymograph
    assertEquals(Optional.empty(), of(calibration));
  }

  @Test
  void asOpenedFromAFile() {
    ImagePlus image = IJ.createImage("x", 4, 3, 1, 8);
    assertEquals(Optional.empty(), of(image.getCalibration()));
    image.setCalibration(calibration("\u00B5m", 0.5, 0.25));
    String file = folder.resolve("x.tif").toString();
    IJ.saveAsTiff(image, file);
    assertEquals(Optional.of(new PixelSize(0.5, 0.25)), of(IJ.openImage(file).getCalibration()));
  }

  private static Optional<PixelSize> of(Calibration calibration) {
    return Micrometers.ofPixel(calibration);
  }

  private static Calibration calibration(String unit, double width, double height) {
    Calibration calibration = new Calibration();
    calibration.setUnit(unit);
    calibration.pixelWidth = width;
    calibration.pixelHeight = height;
    return calibration;
  }
}
