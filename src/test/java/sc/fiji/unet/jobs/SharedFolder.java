package sc.fiji.unet.jobs;

import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;

/**
 * A folder of texts for images: what is found in one is its text in capitals. Another process may
 * run it, and be killed at any moment.
 *
 * @param journal gets a line for each image that was segmented
 * @param milliseconds that each step takes
 */
record SharedFolder(Path input, Path output, Path journal, String settings, int milliseconds)
    implements FolderJob.Steps<String, String> {

  /**
   * @param arguments input, output, journal, milliseconds, whether there are locks
   */
  public static void main(String[] arguments) throws IOException {
    new SharedFolder(
            Path.of(arguments[0]),
            Path.of(arguments[1]),
            Path.of(arguments[2]),
            "labels",
            Integer.parseInt(arguments[3]))
        .run("", Boolean.parseBoolean(arguments[4]), Progress.NONE);
  }

  FolderJob.Outcome run(String pattern, Progress progress) throws IOException {
    return run(pattern, true, progress);
  }

  FolderJob.Outcome run(String pattern, boolean locking, Progress progress) throws IOException {
    FolderRun run = new FolderRun("Capitals, all", "0123", settings);
    return new FolderJob<>(input, output, run, this, progress).run(pattern, locking);
  }

  @Override
  public String open(Path file) throws IOException {
    work();
    String text = Files.readString(file);
    if (text.equals("broken")) throw new UserException("It is broken, \"really\".\n  at once");
    return text;
  }

  @Override
  public String segment(String image, Progress progress) {
    work();
    if (image.equals("defect")) throw new IllegalStateException("oops");
    progress.note("Seen.");
    if (image.startsWith("size "))
      progress.note(SizeMeasurement.sentence(Double.parseDouble(image.substring(5))));
    try {
      Files.writeString(
          journal, image + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return image.toUpperCase();
  }

  @Override
  public FolderJob.Written write(FolderImage image, String open, String found) throws IOException {
    if (found.equals("FULL")) throw new IOException("No space left.");
    String labels = image.name() + (settings.equals("rois") ? " rois.txt" : " labels.txt");
    Files.createDirectories(output.resolve(labels).getParent());
    FolderRecords.write(output, output.resolve(labels), found);
    work();
    List<String> files = new ArrayList<>(List.of(labels));
    if (!settings.equals("rois")) {
      Path rows = output.resolve(FolderJob.rows(image));
      Files.createDirectories(rows.getParent());
      String table =
          " \tLabel\tModel\tClass\tObject\tMean "
              + (found.charAt(0) + "\n1\t" + open + "\tCapitals, all\tlarge, round\t1\t7\n");
      FolderRecords.write(output, rows, table);
      files.add(FolderJob.rows(image));
    }
    return new FolderJob.Written(
        files,
        new ImageRecord.Found(
            1, 0.5, 2, "pixel^2", 1.0 / found.charAt(0), 1, new Rectangle(1, 2, 3, 4)));
  }

  private void work() {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void defect(FolderImage image, Throwable reason) {}
}
