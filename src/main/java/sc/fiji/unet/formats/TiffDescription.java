package sc.fiji.unet.formats;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import sc.fiji.unet.model.LengthUnit;
import sc.fiji.unet.model.PixelSize;

/**
 * What the program that wrote a TIFF file says of its pages, in its first page's description.
 *
 * @param channels pages for the channels of a slice
 * @param slices of a frame
 * @param frames points in time
 * @param pages which page is each plane, channels first, then slices, then frames
 * @param inOnePage whether one page may stand for all of them, whose pixels lie behind its own
 * @param pixelSize empty if it is not known
 * @param sliceSpacing in widths of a pixel, if it is known
 * @param names of the channels; may be empty
 */
record TiffDescription(
    int channels,
    int slices,
    int frames,
    List<Integer> pages,
    boolean inOnePage,
    Optional<PixelSize> pixelSize,
    OptionalDouble sliceSpacing,
    List<String> names) {

  /** Resolutions above it are a printer's, a screen's or a scanner's, not a microscope's. */
  private static final double LARGEST_BY_RESOLUTION = 20;

  private static final int CENTIMETRES = 3;

  private static final Pattern APERIO_SIZE = Pattern.compile("\\|\\s*MPP\\s*=\\s*([0-9.]{1,20})");
  private static final Pattern IMAGEJ_LINE = Pattern.compile("(?m)^(\\w+)=(.*)$");

  /**
   * Of a file that says nothing of axes: the pages that are given are its slices.
   *
   * @param text its description
   */
  static TiffDescription plain(TiffDirectory first, String text, List<Integer> pages) {
    return new TiffDescription(
        1, pages.size(), 1, pages, false, sizeOf(first, text), OptionalDouble.empty(), List.of());
  }

  /** What a scanner says, or a microscope that counts pixels in centimetres. */
  private static Optional<PixelSize> sizeOf(TiffDirectory first, String text) {
    if (text.startsWith("Aperio")) {
      Matcher size = APERIO_SIZE.matcher(text);
      double side = size.find() ? number(size.group(1)) : Double.NaN;
      return pixel(side, side);
    }
    if (first.number(TiffDirectory.RESOLUTION_UNIT, 0) != CENTIMETRES) return Optional.empty();
    return pixel(
            1e4 / first.fraction(TiffDirectory.X_RESOLUTION),
            1e4 / first.fraction(TiffDirectory.Y_RESOLUTION))
        .filter(size -> Math.max(size.width(), size.height()) < LARGEST_BY_RESOLUTION);
  }

  /**
   * Of a file that ImageJ wrote, or a program that writes as ImageJ does.
   *
   * @param text begins with ImageJ=
   * @param pages that the file has of the first one's size
   * @param plain whether pixels of further images may follow those of the first page; else a single
   *     page is all there is, whose description another program left as it was
   */
  static TiffDescription ofImageJ(
      TiffBytes file, TiffDirectory first, String text, List<Integer> pages, boolean plain) {
    ToDoubleFunction<String> number = key -> number(imageJ(text, key));
    double width = 1 / first.fraction(TiffDirectory.X_RESOLUTION);
    double height = 1 / first.fraction(TiffDirectory.Y_RESOLUTION);
    double unit = LengthUnit.ofImageJ(imageJ(text, "unit").replaceAll("(?i)\\\\u00B5", "\u00B5"));
    Optional<PixelSize> size = pixel(width * unit, height * unit);
    double spacing =
        number.applyAsDouble("spacing") / (width > 0 && width < Double.MAX_VALUE ? width : 1);
    boolean single = pages.size() == 1 && !plain;
    int images = single ? 1 : count(number.applyAsDouble("images"), pages.size());
    boolean inOnePage = images > 1 && pages.size() == 1;
    if (images > pages.size() && !inOnePage)
      throw file.damaged(
          "it says that it has " + images + " images, but there are " + pages.size());
    int channels = count(number.applyAsDouble("channels"), 1);
    int frames = count(number.applyAsDouble("frames"), 1);
    int slices = count(number.applyAsDouble("slices"), 1);
    boolean all = (double) channels * slices * frames == images;
    return new TiffDescription(
        all ? channels : 1,
        all ? slices : images,
        all ? frames : 1,
        inOnePage ? List.of() : pages.subList(0, images),
        inOnePage,
        size,
        spacing(spacing),
        List.of());
  }

  private static String imageJ(String text, String key) {
    return IMAGEJ_LINE
        .matcher(text)
        .results()
        .filter(line -> line.group(1).equals(key))
        .map(line -> line.group(2).strip())
        .findFirst()
        .orElse("");
  }

  /** Micrometres; empty if they are none. */
  static Optional<PixelSize> pixel(double width, double height) {
    return Stream.of(width, height).allMatch(side -> side > 0 && Double.isFinite(side))
        ? Optional.of(new PixelSize(width, height))
        : Optional.empty();
  }

  /** Empty if it is none. */
  static OptionalDouble spacing(double widths) {
    return widths > 0 && Double.isFinite(widths)
        ? OptionalDouble.of(widths)
        : OptionalDouble.empty();
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** A count from 1; more than there can be if it is larger. */
  private static int count(double number, int otherwise) {
    return number >= 1 ? (int) number : otherwise;
  }
}
