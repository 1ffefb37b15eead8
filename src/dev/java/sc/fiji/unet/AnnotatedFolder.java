package sc.fiji.unet;

import ij.ImagePlus;
import ij.io.FileSaver;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Writes images of discs in noise, 8 bit, and their label images, 16 bit, into two folders: {@code
 * IMAGES SIDE FOLDER}, for bench/memory.
 */
final class AnnotatedFolder {

  private static final int PITCH = 32;
  private static final int SMALLEST_RADIUS = 11;
  private static final int LARGEST_RADIUS = 16;

  private AnnotatedFolder() {}

  public static void main(String[] arguments) throws IOException {
    int side = Integer.parseInt(arguments[1]);
    Path images = Files.createDirectories(Path.of(arguments[2], "images"));
    Path labels = Files.createDirectories(Path.of(arguments[2], "labels"));
    for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
      ImageProcessor image = new ByteProcessor(side, side);
      ImageProcessor label = new ShortProcessor(side, side);
      draw(image, label, new Random(i));
      String name = String.format("%04d.tif", i);
      new FileSaver(new ImagePlus("", image)).saveAsTiff(images.resolve(name).toString());
      new FileSaver(new ImagePlus("", label)).saveAsTiff(labels.resolve(name).toString());
    }
  }

  private static void draw(ImageProcessor image, ImageProcessor labels, Random random) {
    int across = image.getWidth() / PITCH;
    int[] radius = random.ints(across * across, SMALLEST_RADIUS, LARGEST_RADIUS + 1).toArray();
    for (int y = 0; y < image.getHeight(); y++)
      for (int x = 0; x < image.getWidth(); x++) {
        int disc = y / PITCH * across + x / PITCH;
        int r = y / PITCH < across && x / PITCH < across ? radius[disc] : 0;
        int dx = x % PITCH - PITCH / 2;
        int dy = y % PITCH - PITCH / 2;
        boolean inside = dx * dx + dy * dy < r * r;
        if (inside) labels.set(x, y, disc + 1);
        image.set(x, y, (inside ? 120 : 60) + random.nextInt(64));
      }
  }
}
