package sc.fiji.unet.formats;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** TIFF files that tifffile wrote (bench/tiff_golden.py), and what is in them. */
final class GoldenTiffs {

  /** All that can be read. */
  static final List<String> NAMES;

  static {
    String types = "u1 i1 u2 i2 u4 i4 u8 i8 f4 f8";
    String all =
        types.replaceAll("\\w+", "strips-$0")
            + " "
            + types.replaceAll("\\w+", "big-$0")
            + " tiles deflate lzw zstd packbits old-deflate lzw-long "
            + "u1 u2 u4 i8".replaceAll("\\w+", "differences-$0-little differences-$0-big")
            + " "
            + "f4 f8".replaceAll("\\w+", "floats-$0-little floats-$0-big")
            + " rgb rgb-alpha rgb-fourth rgb-planar samples white white-u2 palette jpeg-grey jpeg-rgb jpeg-ycbcr jpeg-half"
            + " aperio-rgb aperio-ycbcr sub reduced pages imagej ome-xyczt.ome ome-xyzct.ome"
            + " ome-xytzc.ome ome-rgb.ome ome-pyramid.ome";
    NAMES = Arrays.stream(all.split(" ")).map(name -> name + ".tif").toList();
  }

  private GoldenTiffs() {}

  static Path path(String name) {
    try {
      URI uri = GoldenTiffs.class.getResource(name).toURI();
      return Path.of(uri);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How far a value may be from what it should be. */
  static double tolerance(String name) {
    return !isJpeg(name) ? 0 : name.contains("half") ? 8 : 3;
  }

  private static boolean isJpeg(String name) {
    return name.startsWith("jpeg") || name.startsWith("aperio");
  }

  /**
   * The value at a place of the full resolution.
   *
   * @param place five numbers in ImageJ's order
   */
  static float expected(String name, long[] place) {
    long x = place[0];
    long y = place[1];
    if (isJpeg(name)) return 60 + 3 * x + 2 * y + 30 * place[2];
    long v = (3 * x + 5 * y + 29 * place[2] + 57 * place[3] + 91 * place[4] + 1) % 251;
    if (name.equals("white.tif")) return 255 - v;
    if (name.equals("white-u2.tif")) return 65535 - 257 * v;
    return switch (type(name)) {
      case "i1" -> v - 125;
      case "u2" -> v * 257;
      case "i2" -> v * 257 - 32000;
      case "u4" -> v * 16777259;
      case "i4" -> (v - 125) * 16777259;
      case "u8" -> (float) (v * 0x1p56 + v);
      case "i8" -> (v - 125) * (1L << 40);
      case "f4" -> v / 8f - 10;
      case "f8" -> (float) (v / 7.0 - 10);
      default -> v;
    };
  }

  private static String type(String name) {
    for (String part : name.split("[-.]")) if (part.matches("[uif][1248]")) return part;
    if (List.of("deflate.tif", "lzw.tif", "zstd.tif", "packbits.tif", "imagej.tif").contains(name))
      return "u2";
    if (List.of("sub.tif", "reduced.tif").contains(name)) return "u2";
    return name.equals("samples.tif") ? "f4" : "u1";
  }
}
