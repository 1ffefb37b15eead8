package sc.fiji.unet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.converter.Converters;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.images.ArraySource;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.Decoding;
import sc.fiji.unet.model.Magnification;
import sc.fiji.unet.model.ModelDescription;

class SizeMeasurementTest {

  private static final ModelDescription MODEL =
      SmallModels.description(new Architecture(1, 1, 1, 1))
          .with(new Decoding(0.5, 0.5, 0, 10, false))
          .with(new Magnification(1.5, 20, true));

  /** Disks of 1 on 0, five in a row. */
  private static Source disks(int diameter) {
    int side = 5 * 2 * diameter;
    RandomAccessibleInterval<FloatType> image = ArrayImgs.floats(side, side, 1);
    for (int y = 0; y < side; y++)
      for (int x = 0; x < side; x++) {
        double dx = x % (2 * diameter) - diameter + 0.5;
        double dy = y % (2 * diameter) - diameter + 0.5;
        if (Math.hypot(dx, dy) <= diameter / 2.0) image.getAt(x, y, 0).set(1);
      }
    return ArraySource.of("disks", List.of(image));
  }

  /** A network that sees disks of any size. */
  private static SizeMeasurement measurement() {
    return new SizeMeasurement(MODEL, image -> image);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 20, 50})
  void objectsBecomeAsLargeAsThoseOfTheTraining(int diameter) {
    SizeMeasurement measurement = measurement();
    assertEquals(20.0 / diameter, measurement.factor(disks(diameter)), 0.03 * 20 / diameter);
    assertEquals(
        "Objects were measured to be about "
            + diameter
            + " pixels wide; diameter="
            + diameter
            + " repeats it.",
        measurement.summary());
  }

  /** Most are smaller than the smallest size of the training, a few are not. */
  @Test
  void smallObjectsAreMeasuredToo() {
    Source image = disks(10);
    for (int y = 0; y < 20; y++)
      for (int x = 0; x < 60; x++) if (x % 20 < 18) image.item(0).getAt(x, y, 0).set(1);
    ModelDescription model = MODEL.with(new Decoding(0.5, 0.5, 0, 300, false));
    assertEquals(2, new SizeMeasurement(model, map -> map).factor(image), 0.06);
  }

  /** A network that sees nothing larger than 15 pixels: at half the size it sees them. */
  @Test
  void anotherSizeIsTriedWhereNothingIsFound() {
    int[] tried = {0};
    SizeMeasurement measurement =
        new SizeMeasurement(
            MODEL,
            image -> {
              boolean small = tried[0]++ > 0;
              return small
                  ? image
                  : Converters.convert(image, (in, out) -> out.set(0), new FloatType());
            });
    assertEquals(20.0 / 24, measurement.factor(disks(24)), 0.03);
    assertEquals(3, tried[0]);
  }

  /** A network that sees large objects in pieces, up to the fifth time. */
  @Test
  void aSizeIsMeasuredAgainUntilItIsConfirmed() {
    int[] tried = {0};
    SizeMeasurement measurement =
        new SizeMeasurement(MODEL, image -> tried[0]++ < 4 ? inPieces(image) : image);
    assertEquals(20.0 / 60, measurement.factor(disks(60)), 0.01);
    assertEquals(6, tried[0]);
  }

  private static RandomAccessibleInterval<FloatType> inPieces(
      RandomAccessibleInterval<FloatType> image) {
    RandomAccessibleInterval<FloatType> pieces = ArrayImgs.floats(image.dimensionsAsLongArray());
    for (int y = 0; y < image.dimension(1); y++)
      for (int x = 0; x < image.dimension(0); x++)
        if (x % 16 > 0 && y % 16 > 0) pieces.getAt(x, y, 0).set(image.getAt(x, y, 0));
    return pieces;
  }

  @Test
  void anEmptyImageIsSeenLikeThoseOfTheTraining() {
    Source empty = ArraySource.of("empty", List.of(ArrayImgs.floats(30, 20, 1)));
    SizeMeasurement measurement = measurement();
    assertEquals(1.5, measurement.factor(empty));
    assertTrue(measurement.summary().contains("about 13 pixels"));
  }
}
