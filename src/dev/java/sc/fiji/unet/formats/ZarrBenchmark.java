package sc.fiji.unet.formats;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import sc.fiji.unet.model.PixelSize;
import sc.fiji.unet.progress.Progress;

/** Reads what bench/zarr.py wrote, writes what it reads, and measures; bench/zarr runs both. */
final class ZarrBenchmark {

  private static final int SIDE = 2048;

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    compare(folder);
    write(folder);
    read(folder);
    labels(folder);
  }

  private static void compare(Path folder) throws IOException {
    int images = 0;
    int wrong = 0;
    for (; Files.exists(folder.resolve(images + ".raw")); images++) {
      OmeZarr image = OmeZarr.open(folder.resolve(images + ".zarr"));
      float[] found = all(image);
      float[] expected = new float[found.length];
      ByteBuffer.wrap(Files.readAllBytes(folder.resolve(images + ".raw")))
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(expected);
      if (Arrays.equals(expected, found)) continue;
      wrong++;
      System.out.println("differs: " + folder.resolve(images + ".zarr"));
    }
    System.out.println(
        images + " images that Python wrote are read, " + wrong + " of them differ.");
  }

  private static float[] all(OmeZarr image) {
    int[] size = Arrays.stream(image.size(0)).mapToInt(length -> (int) length).toArray();
    float[] values = new float[Arrays.stream(size).reduce(1, (a, b) -> a * b)];
    image.read(0, new long[5], size, values);
    return values;
  }

  /** Images, labels and maps, each level also as raw values beside it. */
  private static void write(Path folder) throws IOException {
    Random random = new Random(4);
    for (NgffVersion version : NgffVersion.values()) {
      String name = "java-" + version + ".zarr";
      delete(folder.resolve(name));
      delete(folder.resolve("maps-" + name));
      long[] size = {1111, 777, 2, 3, 2};
      int[] chunk = {256, 200, 1, 2, 1};
      OmeZarrWriter writer =
          OmeZarrWriter.image(
              folder.resolve(name),
              version,
              PixelType.UINT16,
              size,
              chunk,
              Optional.of(new PixelSize(.5, .25)),
              3,
              List.of("DAPI", "GFP"));
      int[] whole = Arrays.stream(size).mapToInt(length -> (int) length).toArray();
      int[] pixels = new int[1111 * 777 * 12];
      Arrays.setAll(pixels, i -> i / 50 % 60_000 + random.nextInt(5));
      writer.write(new long[5], whole, pixels);
      writer.finish(Progress.NONE);
      raw(folder, name, "0", pixels);

      OmeZarr image = OmeZarr.open(folder.resolve(name));
      OmeZarrWriter labels = OmeZarrWriter.labels(image, 0, "cells", chunk, false);
      int[] values = new int[1111 * 777 * 6];
      Arrays.setAll(values, i -> i / 30 * 101);
      labels.write(new long[5], new int[] {1111, 777, 1, 3, 2}, values);
      labels.finish(Progress.NONE);
      OmeZarr written = OmeZarr.open(folder.resolve(name + "/labels/cells"));
      for (int level = 0; level < written.levels(); level++) {
        long[] part = written.size(level);
        int[] found = new int[(int) (part[0] * part[1] * 6)];
        written.readLabels(
            level, new long[5], new int[] {(int) part[0], (int) part[1], 1, 3, 2}, found);
        if (level == 0 && !Arrays.equals(found, values)) System.out.println("differs: labels");
        raw(folder, name + "+labels+cells", level + "", found);
      }

      OmeZarrWriter maps =
          OmeZarrWriter.maps(
              image, 1, folder.resolve("maps-" + name), List.of("a", "b"), chunk, false);
      float[] floats = new float[556 * 389 * 12];
      for (int i = 0; i < floats.length; i++) floats[i] = random.nextFloat();
      maps.write(new long[5], new int[] {556, 389, 2, 3, 2}, floats);
      maps.finish(Progress.NONE);
      ByteBuffer bytes = ByteBuffer.allocate(4 * floats.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(floats);
      // Found by the name of the folder that Python looks in.
      Path there = folder.resolve("java-maps-" + version + ".zarr");
      delete(there);
      Files.move(folder.resolve("maps-" + name), there);
      Files.write(folder.resolve(there.getFileName() + "@0.raw"), bytes.array());
    }
  }

  private static void raw(Path folder, String name, String level, int[] values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    Files.write(folder.resolve(name + "@" + level + ".raw"), bytes.array());
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) return;
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) Files.delete(file);
    }
  }

  private static void read(Path folder) throws IOException {
    float[] values = new float[SIDE * SIDE];
    try (Stream<Path> images = Files.list(folder)) {
      for (Path path :
          images.filter(file -> file.toString().contains("speed-")).sorted().toList()) {
        OmeZarr image = OmeZarr.open(path);
        double best = Double.MAX_VALUE;
        for (int i = 0; i < 12; i++) {
          long start = System.nanoTime();
          image.read(0, new long[] {1024, 1024, 0, 0, 0}, new int[] {SIDE, SIDE, 1, 1, 1}, values);
          best = Math.min(best, (System.nanoTime() - start) / 1e9);
        }
        System.out.printf("%-32s %6.0f Mpx/s%n", path.getFileName(), SIDE * SIDE / best / 1e6);
      }
    }
  }

  /** In squares of 20 pixels, a third of them empty, beside images of 4096 x 4096 pixels. */
  private static void labels(Path folder) throws IOException {
    int side = 2 * SIDE;
    for (NgffVersion version : NgffVersion.values()) {
      String name = "labelled-" + version + ".zarr";
      delete(folder.resolve(name));
      // Labels have as many resolutions as their image.
      int[] chunk = {1024, 1024, 1, 1, 1};
      OmeZarrWriter below =
          OmeZarrWriter.image(
              folder.resolve(name),
              version,
              PixelType.UINT8,
              new long[] {side, side, 1, 1, 1},
              chunk,
              Optional.empty(),
              1,
              List.of());
      below.write(new long[5], new int[] {side, side, 1, 1, 1}, new int[side * side]);
      below.finish(Progress.NONE);
      OmeZarr image = OmeZarr.open(folder.resolve(name));
      int[] values = new int[SIDE * SIDE];
      Arrays.setAll(
          values,
          i -> {
            int square = i / SIDE / 20 * 103 + i % SIDE / 20;
            return square % 3 == 0 ? 0 : square;
          });
      for (int i = 0; i < 3; i++) {
        delete(folder.resolve(name).resolve("labels"));
        OmeZarrWriter writer = OmeZarrWriter.labels(image, 0, "cells", chunk, false);
        long start = System.nanoTime();
        for (int y = 0; y < side; y += SIDE)
          for (int x = 0; x < side; x += SIDE)
            writer.write(new long[] {x, y, 0, 0, 0}, new int[] {SIDE, SIDE, 1, 1, 1}, values);
        double written = (System.nanoTime() - start) / 1e9;
        start = System.nanoTime();
        writer.finish(Progress.NONE);
        double finished = (System.nanoTime() - start) / 1e9;
        System.out.printf(
            "labels of OME-Zarr %s: written at %.0f Mpx/s, with the pyramid at %.0f%n",
            image.version().number(),
            side * side / written / 1e6,
            side * side / (written + finished) / 1e6);
      }
    }
  }

  private ZarrBenchmark() {}
}
