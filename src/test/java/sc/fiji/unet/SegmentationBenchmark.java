package sc.fiji.unet;

import ij.IJ;
import ij.ImagePlus;
import ij.VirtualStack;
import ij.io.FileSaver;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import sc.fiji.unet.imagej.Segmentation;
import sc.fiji.unet.jobs.SegmentationSettings;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.Throughput;

/**
 * Speed and memory of segmentations with the bundled model, for bench/segment. Arguments: {@code
 * speed SIDE ROUNDS}, {@code soak IMAGES}, {@code stack PLANES}, {@code cancel SIDE} or {@code
 * image SIDE FILE}, which writes an image.
 */
public final class SegmentationBenchmark {

  private static final int SIDE = 512;

  private static final SegmentationSettings SETTINGS =
      new SegmentationSettings(0.5, 20, 0, false, false, false, List.of());

  private SegmentationBenchmark() {}

  public static void main(String[] arguments) throws IOException {
    int size = Integer.parseInt(arguments[1]);
    ImageProcessor sample =
        IJ.openImage("sample-data/em-membranes.tif").getProcessor().convertToByte(false);
    switch (arguments[0]) {
      case "speed" -> speed(mosaic(sample, size, 0), Integer.parseInt(arguments[2]));
      case "soak" -> soak(sample, size);
      case "stack" -> stack(sample, size);
      case "cancel" -> cancel(mosaic(sample, size, 0));
      default -> new FileSaver(image(mosaic(sample, size, 0))).saveAsTiff(arguments[2]);
    }
  }

  /** The sample over and over, in other grey values each time. */
  private static ImageProcessor mosaic(ImageProcessor sample, int side, int shift) {
    ImageProcessor mosaic = new ByteProcessor(side, side);
    int width = sample.getWidth();
    int height = sample.getHeight();
    for (int y = 0; y < side; y++)
      for (int x = 0; x < side; x++)
        mosaic.set(x, y, sample.get((x + shift) % width, (y + 7 * shift) % height));
    return mosaic;
  }

  private static ImagePlus image(ImageProcessor pixels) {
    return new ImagePlus("benchmark", pixels);
  }

  private static void speed(ImageProcessor pixels, int rounds) throws IOException {
    try (UNetModel model = UNetModel.open("EM membranes")) {
      for (int round = 0; round <= rounds; round++) {
        Segmentation found = segment(model, image(pixels));
        Throughput speed = found.throughput();
        if (round > 0) // the first warms up
        System.out.printf(
              Locale.ROOT,
              "%d x %d: %d objects, %.2f s, %.2f megapixels a second, network %.1f %%, resident %.2f GB%n",
              pixels.getWidth(),
              pixels.getHeight(),
              found.objects(),
              speed.seconds(),
              speed.pixelsPerSecond() / 1e6,
              100 * speed.networkShare(),
              resident("VmHWM") / 1e9);
      }
    }
  }

  private static void soak(ImageProcessor sample, int images) throws IOException {
    for (int i = 1; i <= images; i++) {
      try (UNetModel model = UNetModel.open("EM membranes")) {
        segment(model, image(mosaic(sample, SIDE, i)));
      }
      if (i % 30 == 0) printResident(i + " images");
    }
  }

  private static void stack(ImageProcessor sample, int planes) throws IOException {
    VirtualStack virtual =
        new VirtualStack(SIDE, SIDE, null, null) {
          private int read;

          @Override
          public ImageProcessor getProcessor(int slice) {
            if (slice > read && slice % 50 == 0) printResident(slice + " planes read");
            read = Math.max(read, slice);
            return mosaic(sample, SIDE, slice);
          }

          @Override
          public Object getPixels(int slice) {
            return getProcessor(slice).getPixels();
          }

          @Override
          public String getSliceLabel(int slice) {
            return null;
          }

          @Override
          public int getSize() {
            return planes;
          }
        };
    virtual.setBitDepth(8);
    try (UNetModel model = UNetModel.open("EM membranes")) {
      segment(model, new ImagePlus("benchmark", virtual));
    }
  }

  /** Cancels after three quarters of a second of work, after one, and so on. */
  private static void cancel(ImageProcessor pixels) throws IOException {
    for (int i = 1; i <= 20; i++) {
      long after = (500 + 250 * i) * 1_000_000L;
      AtomicLong cancellation = new AtomicLong(Long.MAX_VALUE);
      Progress progress =
          new Progress() {
            @Override
            public void report(String status, double fraction) {}

            @Override
            public boolean isCanceled() {
              return System.nanoTime() >= cancellation.get();
            }
          };
      try (UNetModel model = UNetModel.open("EM membranes")) {
        cancellation.set(System.nanoTime() + after);
        model.segment(image(pixels), SETTINGS, progress);
      } catch (CancellationException e) {
        double milliseconds = (System.nanoTime() - cancellation.get()) / 1e6;
        awaitEndOfWork();
        System.out.printf(Locale.ROOT, "canceled, and back after %.0f ms; ", milliseconds);
        printResident("when all is released");
      }
    }
  }

  private static void awaitEndOfWork() {
    try {
      for (Thread thread : Thread.getAllStackTraces().keySet())
        if (thread.getName().startsWith("U-Net")) thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Segmentation segment(UNetModel model, ImagePlus image) {
    return model.segment(image, SETTINGS, Progress.NONE);
  }

  private static void printResident(String when) {
    System.gc(); // Java frees some native memory with its garbage only
    System.out.printf(Locale.ROOT, "%s: resident %.0f MB%n", when, resident("VmRSS") / 1e6);
  }

  /** A line of the process's status on Linux, in bytes. */
  private static long resident(String name) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      String line = lines.filter(l -> l.startsWith(name)).findFirst().orElseThrow();
      return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
    } catch (IOException e) {
      return 0; // not Linux
    }
  }
}
