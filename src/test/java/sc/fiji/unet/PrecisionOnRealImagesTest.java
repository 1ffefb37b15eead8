package sc.fiji.unet;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ij.IJ;
import ij.ImagePlus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.imagej.ImagePlusSource;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.progress.Progress;

/** bfloat16 finds the same membranes in the validation slices of the ISBI 2012 stack. */
class PrecisionOnRealImagesTest {

  private static final Path STACK = Path.of("../shared/data/isbi2012/train-volume.tif");

  /** Small: a processor without bfloat16 instructions needs a hundred times as long. */
  private static final int SIDE = Integer.getInteger("side", 96);

  private static final double SAME_CLASS = 0.995; // share of pixels
  private static final double LARGEST_MEAN_DIFFERENCE = 0.02;

  @Test
  void bfloat16PredictsTheSameClasses() throws IOException {
    assumeTrue(Files.exists(STACK), () -> "skipped: " + STACK + " is not here");
    ImagePlus stack = IJ.openImage(STACK.toString());
    double same = 0;
    double difference = 0;
    double largest = 0;
    int pixels = 0;
    try (UNetModel fp32 = UNetModel.open("EM membranes", Precision.FP32);
        UNetModel bf16 = UNetModel.open("EM membranes", Precision.BF16)) {
      for (int slice = 16; slice < 20; slice++) {
        RandomAccessibleInterval<FloatType> crop = crop(stack, slice, fp32);
        var exact = Views.flatIterable(fp32.probabilities(crop, 0, Progress.NONE)).cursor();
        for (FloatType value : Views.flatIterable(bf16.probabilities(crop, 0, Progress.NONE))) {
          float other = exact.next().get();
          if (value.get() >= 0.5 == other >= 0.5) same++;
          difference += Math.abs(value.get() - other);
          largest = Math.max(largest, Math.abs(value.get() - other));
          pixels++;
        }
      }
    }
    String found =
        String.format(
            "same class %.5f, mean difference %.5f, largest %.4f",
            same / pixels, difference / pixels, largest);
    System.out.println("bf16 and fp32 on slices 16-19: " + found);
    assertTrue(same / pixels >= SAME_CLASS, found);
    assertTrue(difference / pixels <= LARGEST_MEAN_DIFFERENCE, found);
  }

  private static RandomAccessibleInterval<FloatType> crop(
      ImagePlus stack, int slice, UNetModel model) {
    int context = model.description().context();
    return Views.interval(
        ImagePlusSource.all(stack, context).item(slice),
        new long[] {200, 200, 0},
        new long[] {199 + SIDE, 199 + SIDE, 2L * context});
  }
}
