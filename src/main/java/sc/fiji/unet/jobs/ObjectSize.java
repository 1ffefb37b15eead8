package sc.fiji.unet.jobs;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sc.fiji.unet.model.PixelSize;
import sc.fiji.unet.progress.UserException;

/**
 * A smallest or largest size of objects: an area in a plane, a volume where objects go through
 * slices.
 *
 * @param value 0 or more
 */
public record ObjectSize(double value, Unit unit) {

  /** What a size is counted in. */
  public enum Unit {
    /** Pixels (voxels) of the image. */
    PIXELS,
    /** Pixels of the size that the model was trained at. */
    PIXELS_OF_MODEL,
    /** Square (cubic) micrometres. */
    MICROMETERS
  }

  /** Macro files in UTF-8 are read as Latin-1, which makes two characters of the micro sign. */
  private static final Pattern TEXT =
      Pattern.compile("\\s*([0-9.]+(?:e[0-9]+)?)\\s*((?:u|â?µ|μ|î¼)m)?[²³]?[\\^]?[23]?\\s*");

  /**
   * @throws UserException if the size is negative or no number
   */
  public ObjectSize {
    if (!(value >= 0)) throw new UserException("A size of " + value + " is none; give 0 or more.");
  }

  /** A size in pixels of the image. */
  public static ObjectSize pixels(double count) {
    return new ObjectSize(count, Unit.PIXELS);
  }

  /**
   * What a person writes: "50" are pixels, "12.5 µm" square micrometres, or cubic ones of volumes.
   *
   * @throws UserException if it is neither
   */
  public static ObjectSize parse(String text) {
    Matcher matcher = TEXT.matcher(text.toLowerCase(Locale.ROOT));
    try {
      if (matcher.matches())
        return new ObjectSize(
            Double.parseDouble(matcher.group(1)),
            matcher.group(2) == null ? Unit.PIXELS : Unit.MICROMETERS);
    } catch (NumberFormatException e) {
      // answered below
    }
    throw new UserException(
        "The size '"
            + text
            + "' is neither a number of pixels, such as 50, nor one of µm², such as"
            + " [12.5 µm].");
  }

  /**
   * The same in pixels of an image.
   *
   * @param scale pixels of the image per pixel of the model, in area
   * @param size of the image's pixels
   * @param depth of a voxel in widths of a pixel; empty for planes
   * @throws UserException if it is given in micrometres and the image has no pixel size
   */
  double pixels(double scale, Optional<PixelSize> size, Optional<Double> depth, String image) {
    return switch (unit) {
      case PIXELS -> value;
      case PIXELS_OF_MODEL -> value * scale;
      case MICROMETERS -> {
        PixelSize pixel =
            size.orElseThrow(
                () ->
                    new UserException(
                        "The size of objects is given in µm, but the image '"
                            + image
                            + "' has no pixel size; set it with Image > Properties...."));
        double area = pixel.width() * pixel.height();
        yield value / depth.map(slice -> area * slice * pixel.width()).orElse(area);
      }
    };
  }
}
