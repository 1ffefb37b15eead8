package sc.fiji.unet.formats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.stream.IntStream;
import sc.fiji.unet.Workbench;
import sc.fiji.unet.progress.Progress;

/** How fast a large TIFF file is written and read, region by region: see bench/bigtiff. */
public final class BigTiffBenchmark {

  private static final int REGION = 1000; // not a multiple of a tile

  private BigTiffBenchmark() {}

  /**
   * @param args a file to be written, and its side in pixels and its type; or a file to be read
   */
  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[0]);
    if (args.length > 1) write(file, Integer.parseInt(args[1]), PixelType.valueOf(args[2]));
    read(file);
    System.out.printf(
        Locale.ROOT, "resident at most: %.0f MB%n", Workbench.resident("VmHWM") / 1e6);
  }

  private static void write(Path path, int side, PixelType type) throws IOException {
    long start = System.nanoTime();
    int tile = OmeTiffWriter.TILE;
    int tiles = (side + tile - 1) / tile;
    try (OmeTiffWriter writer =
        OmeTiffWriter.create(
            path, new long[] {side, side, 1, 1, 1}, type, Optional.empty(), 1, List.of())) {
      IntStream.range(0, tiles * tiles)
          .parallel()
          .forEach(
              i -> {
                int x = i % tiles * tile;
                int y = i / tiles * tile;
                int width = Math.min(tile, side - x);
                int height = Math.min(tile, side - y);
                writer.write(
                    new long[] {x, y, 0, 0, 0},
                    new int[] {width, height, 1, 1, 1},
                    pixels(x, y, width, height, side, type));
              });
      say("written", side, start);
      start = System.nanoTime();
      writer.finish(Progress.NONE);
      say("coarser resolutions", side, start);
    }
    System.out.println(Files.size(path) / 1_000_000 + " MB");
  }

  /** Of 8 bit, a noisy image; else discs with numbers. */
  private static int[] pixels(int x, int y, int width, int height, int side, PixelType type) {
    int[] pixels = new int[width * height];
    for (int i = 0; i < pixels.length; i++) {
      int px = x + i % width;
      int py = y + i / width;
      int noise = px * 73_856_093 ^ py * 19_349_663;
      int dx = px % 40 - 20;
      int dy = py % 40 - 20;
      boolean inside = dx * dx + dy * dy < 300;
      pixels[i] =
          type == PixelType.UINT8
              ? (inside ? 150 : 60) + (noise >>> 28)
              : inside ? 1 + px / 40 + py / 40 * (side / 40) : 0;
    }
    return pixels;
  }

  private static void read(Path path) {
    try (TiffFile file = TiffFile.open(path)) {
      long[] size = file.size(0);
      for (int threads = 1; threads <= 2; threads++) {
        DoubleAdder sum = new DoubleAdder();
        int part = threads;
        long start = System.nanoTime();
        IntStream.range(0, threads)
            .parallel()
            .forEach(
                first -> {
                  for (long y = (long) first * REGION; y < size[1]; y += (long) part * REGION)
                    sum.add(readRow(file, size, y));
                });
        System.out.printf(
            Locale.ROOT,
            "read by %d threads: %.0f Mpx/s, mean %.3f%n",
            threads,
            size[0] * size[1] / ((System.nanoTime() - start) / 1e3),
            sum.sum() / size[0] / size[1] / size[2]);
      }
    }
  }

  private static double readRow(TiffFile file, long[] size, long y) {
    double sum = 0;
    int height = (int) Math.min(REGION, size[1] - y);
    for (long x = 0; x < size[0]; x += REGION) {
      int width = (int) Math.min(REGION, size[0] - x);
      float[] values = new float[width * height * (int) size[2]];
      file.read(
          0, new long[] {x, y, 0, 0, 0}, new int[] {width, height, (int) size[2], 1, 1}, values);
      for (float value : values) sum += value;
    }
    return sum;
  }

  private static void say(String what, int side, long start) {
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%s: %.1f s, %.0f Mpx/s%n",
        what,
        seconds,
        (double) side * side / seconds / 1e6);
  }
}
