package sc.fiji.unet.jobs;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import sc.fiji.unet.images.Csv;
import sc.fiji.unet.progress.UserException;

/** The tables over all images of a folder. */
final class FolderTables {

  static final String SUMMARY = "summary.csv";
  static final String MEASUREMENTS = "measurements.csv";
  static final String LEAST_SURE = "least sure.csv";

  static final String ROWS = ".tsv";

  private FolderTables() {}

  /**
   * @param output where the tables, and the results of the images, are
   */
  static void write(Path output, List<ImageRecord> records, List<JudgedImage> worstFirst)
      throws IOException {
    write(output, SUMMARY, true, out -> summary(records, out));
    write(output, LEAST_SURE, !worstFirst.isEmpty(), out -> places(worstFirst, out));
    List<ImageRecord> measured =
        records.stream().filter(record -> rows(output, record).isPresent()).toList();
    write(output, MEASUREMENTS, !measured.isEmpty(), out -> measurements(output, measured, out));
  }

  /** What is least sure first. */
  static List<JudgedImage> worstFirst(List<ImageRecord> records) {
    return records.stream()
        .flatMap(record -> record.found().map(found -> judged(record.image(), found)).stream())
        .sorted(Comparator.comparingDouble(JudgedImage::reached))
        .toList();
  }

  private static JudgedImage judged(String image, ImageRecord.Found found) {
    return new JudgedImage(
        image, found.plane(), found.sureness(), OptionalDouble.empty(), found.leastSure());
  }

  private interface Content {
    void write(BufferedWriter out) throws IOException;
  }

  /** What there is nothing to write of is not there, either: it would be an earlier run's. */
  private static void write(Path output, String name, boolean any, Content content)
      throws IOException {
    Path file = output.resolve(name);
    try {
      if (any) FolderRecords.write(output, file, part -> write(part, content));
      else Files.deleteIfExists(file);
    } catch (FileSystemException e) { // Excel has it open
      throw new UserException(
          "The table '"
              + file
              + "' cannot be written: close it in other programs and run again; all images are"
              + " done.",
          e);
    }
  }

  private static void write(Path file, Content content) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      content.write(out);
    }
  }

  private static void summary(List<ImageRecord> records, BufferedWriter out) throws IOException {
    row(
        out,
        "Image",
        "Objects",
        "Area fraction",
        "Mean size",
        "Unit",
        "Sure",
        "Seconds",
        "Model",
        "Model sha256",
        "Settings",
        "Problem",
        "Remarks");
    for (ImageRecord record : records) {
      Optional<ImageRecord.Found> found = record.found();
      row(
          out,
          record.image(),
          found.map(of -> "" + of.objects()).orElse(""),
          found.map(of -> number(of.areaFraction())).orElse(""),
          found.map(of -> number(of.meanSize())).orElse(""),
          found.map(ImageRecord.Found::unit).orElse(""),
          found.map(of -> number(of.sureness())).orElse(""),
          String.format(Locale.ROOT, "%.2f", record.seconds()),
          record.run().model(),
          record.run().modelSha256(),
          record.run().settings(),
          record.failure(),
          String.join(" ", record.remarks()));
    }
  }

  private static void places(List<JudgedImage> worstFirst, BufferedWriter out) throws IOException {
    row(out, "Image", "Plane", "Sure", "X", "Y", "Width", "Height");
    for (JudgedImage image : worstFirst)
      row(
          out,
          image.image(),
          "" + image.plane(),
          number(image.reached()),
          "" + image.leastSure().x,
          "" + image.leastSure().y,
          "" + image.leastSure().width,
          "" + image.leastSure().height);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value != 0 && Math.abs(value) < 0.1 ? "%.4g" : "%.4f", value);
  }

  /** The file with the rows of an image. */
  private static Optional<Path> rows(Path output, ImageRecord record) {
    return record.files().stream()
        .filter(file -> file.startsWith(FolderRecords.IMAGES) && file.endsWith(ROWS))
        .map(output::resolve)
        .findFirst();
  }

  /** With the columns of all: images may have other channels, or another unit. */
  private static void measurements(Path output, List<ImageRecord> records, BufferedWriter out)
      throws IOException {
    Set<String> columns = new LinkedHashSet<>();
    for (ImageRecord record : records)
      try (BufferedReader in = Files.newBufferedReader(rows(output, record).orElseThrow())) {
        headings(in).stream().filter(FolderTables::isOfObjects).forEach(columns::add);
      }
    row(out, Stream.concat(Stream.of("Image", "Model"), columns.stream()).toArray(String[]::new));
    for (ImageRecord record : records)
      try (BufferedReader in = Files.newBufferedReader(rows(output, record).orElseThrow())) {
        List<String> headings = headings(in);
        String start = Csv.line(List.of(record.image(), record.run().model()));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          List<String> values = split(line);
          out.write(start);
          for (String column : columns) {
            int index = headings.indexOf(column);
            out.write(",");
            if (index >= 0 && index < values.size()) out.write(Csv.quoted(values.get(index)));
          }
          out.write("\n");
        }
      }
  }

  private static List<String> headings(BufferedReader in) throws IOException {
    String line = in.readLine();
    return line == null ? List.of() : split(line);
  }

  private static List<String> split(String line) {
    return List.of(line.split("\t", -1));
  }

  /** Not the number of the row, nor what the first columns say: the image and the model. */
  private static boolean isOfObjects(String heading) {
    return !heading.isBlank() && !heading.equals("Label") && !heading.equals("Model");
  }

  private static void row(BufferedWriter out, String... values) throws IOException {
    out.write(Csv.line(List.of(values)) + "\n");
  }
}
