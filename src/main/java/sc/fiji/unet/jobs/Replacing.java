package sc.fiji.unet.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import sc.fiji.unet.bioimageio.PackageReader;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.progress.Progress;

/**
 * Where a new model goes if there is one of its name: no model is ever replaced by a worse one.
 *
 * @param file of the model that is there
 * @param trained the new model
 * @param heldBack what both are measured with
 */
record Replacing(Path file, ModelDescription trained, HeldBackScore heldBack) {

  private static final String ENDING = ".zip";

  /**
   * The same file if the new model is better; else a free name beside it.
   *
   * @param reached by the new model; empty if that is not known
   * @param known what the one that is there reaches, if that is known already
   */
  Path place(OptionalDouble reached, OptionalDouble known, Progress progress) {
    OptionalDouble before = known;
    if (reached.isPresent() && known.isEmpty()) before = measured(progress);
    if (before.isPresent() && reached.getAsDouble() > before.getAsDouble()) {
      progress.note(
          String.format(
              "The model '%s' is replaced: on the images that were held back it reached %s, the new one"
                  + " %s.",
              name(file),
              heldBack.words(before.getAsDouble()),
              heldBack.words(reached.getAsDouble())));
      return file;
    }
    Path free = free();
    progress.note(
        String.format(
            "The model '%s' that is there stays, for %s; the new one is '%s'.",
            name(file),
            before.isPresent()
                ? String.format(
                    "on the images that were held back it reaches %s, the new one %s",
                    heldBack.words(before.getAsDouble()), heldBack.words(reached.getAsDouble()))
                : "both cannot be compared",
            name(free)));
    return free;
  }

  private OptionalDouble measured(Progress progress) {
    try (PackageReader there = PackageReader.open(file, file.toString())) {
      return heldBack
          .comparable(there.description(), there.weights(), trained)
          .map(old -> OptionalDouble.of(heldBack.of(old)))
          .orElse(OptionalDouble.empty());
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      progress.note(
          "The model '" + name(file) + "' that is there cannot be used: " + e.getMessage());
      return OptionalDouble.empty();
    }
  }

  private Path free() {
    for (int number = 2; ; number++) {
      Path other = file.resolveSibling(name(file) + " " + number + ENDING);
      if (!Files.exists(other)) return other;
    }
  }

  /** What a file's name has that another's has not: " 2". */
  static String added(Path file, Path kept) {
    return name(kept).substring(name(file).length());
  }

  /** Of the model of a file. */
  private static String name(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
  }
}
