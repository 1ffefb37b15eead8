package sc.fiji.unet;

import ij.IJ;
import ij.ImagePlus;
import ij.process.ImageProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import net.imglib2.img.array.ArrayImgs;
import sc.fiji.unet.imagej.Segmentation;
import sc.fiji.unet.metrics.RocAuc;
import sc.fiji.unet.model.Precision;

/**
 * F1 of the pixels, at the model's threshold, and area under the ROC curve, inside the field of
 * view of the last fifth of the training images of DRIVE; for bench/vessels.
 */
final class VesselsBenchmark {

  private static final int PIXELS = 565 * 584;

  private VesselsBenchmark() {}

  /** FOLDER MODEL, where FOLDER holds images, 1st_manual and mask. */
  public static void main(String[] arguments) throws IOException {
    Locale.setDefault(Locale.ROOT);
    Path folder = Path.of(arguments[0]);
    List<Path> all;
    try (Stream<Path> files = Files.list(folder.resolve("images"))) {
      all = files.sorted().toList();
    }
    List<Path> test = all.subList((int) Math.round(0.8 * all.size()), all.size());
    float[] probabilities = new float[test.size() * PIXELS];
    float[] vessels = new float[probabilities.length];
    int count = 0;
    double both = 0;
    double either = 0;
    try (UNetModel model = UNetModel.open(arguments[1], Precision.FP32)) {
      double threshold = model.description().decoding().foreground();
      for (Path file : test) {
        String number = file.getFileName().toString().substring(0, 2);
        Segmentation found =
            model.segment(open(file), model.defaults().outlines(false).probabilities(true));
        ImageProcessor map = found.probabilities().getProcessor();
        ImageProcessor truth = plane(folder.resolve("1st_manual"), number + "_manual1.gif");
        ImageProcessor view = plane(folder.resolve("mask"), number + "_training_mask.gif");
        for (int i = 0; i < view.getPixelCount(); i++) {
          if (view.get(i) == 0) continue;
          boolean predicted = map.getf(i) > threshold;
          boolean vessel = truth.get(i) > 0;
          if (predicted && vessel) both++;
          if (predicted) either++;
          if (vessel) either++;
          probabilities[count] = map.getf(i);
          vessels[count++] = vessel ? 1 : 0;
        }
      }
    }
    float[] p = Arrays.copyOf(probabilities, count);
    float[] t = Arrays.copyOf(vessels, count);
    System.out.printf(
        "%d images, %d pixels, F1 %.4f, AUC %.4f%n",
        test.size(),
        count,
        2 * both / either,
        RocAuc.of(ArrayImgs.floats(p, count, 1), ArrayImgs.floats(t, count, 1)));
  }

  private static ImageProcessor plane(Path folder, String name) {
    return open(folder.resolve(name)).getProcessor().convertToByteProcessor(false);
  }

  private static ImagePlus open(Path file) {
    ImagePlus image = IJ.openImage(file.toString());
    if (image == null) throw new IllegalArgumentException(file + " cannot be opened.");
    return image;
  }
}
