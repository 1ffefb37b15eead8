package sc.fiji.unet.jobs;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The sizes of objects that were measured in the images of a folder. */
final class FolderSizes {

  /** Times, from which a size is told. */
  private static final double FAR = 1.5;

  private static final int FEWEST_IMAGES = 3;

  private static final int NAMED = 5;

  private FolderSizes() {}

  /**
   * A sentence where sizes differ, which is wrong more often in measuring than in the images.
   *
   * @param records of images that were segmented in the same way
   */
  static Optional<String> remark(Collection<ImageRecord> records) {
    SortedMap<String, Double> sizes = new TreeMap<>();
    for (ImageRecord record : records)
      record.remarks().stream()
          .map(SizeMeasurement::size)
          .flatMapToDouble(OptionalDouble::stream)
          .forEach(size -> sizes.put(record.image(), size));
    if (sizes.size() < FEWEST_IMAGES) return Optional.empty();
    double median =
        sizes.values().stream().sorted().skip((sizes.size() - 1) / 2).findFirst().orElseThrow();
    int all = sizes.size();
    sizes.values().removeIf(size -> Math.max(size / median, median / size) <= FAR);
    if (sizes.isEmpty()) return Optional.empty();
    String named =
        sizes.entrySet().stream()
            .limit(NAMED)
            .map(size -> String.format(Locale.ROOT, "'%s' %.0f", size.getKey(), size.getValue()))
            .collect(Collectors.joining(", "));
    return Optional.of(
        String.format(
            Locale.ROOT,
            "In %d of %d images objects were measured to be far from the median of %.0f pixels"
                + " (%s%s): look at them; where all are of one size, diameter=%.0f says so.",
            sizes.size(),
            all,
            median,
            named,
            sizes.size() > NAMED ? ", ..." : "",
            median));
  }
}
