package sc.fiji.unet.jobs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import sc.fiji.unet.inference.TileMemory;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.runtime.GpuFacts;
import sc.fiji.unet.runtime.NativeMemoryException;
import sc.fiji.unet.runtime.SystemFacts;

/**
 * The facts of an installation, and what they mean for people.
 *
 * @param version of the plugin; empty of one that was not packed
 * @param engine or why PyTorch does not start
 * @param gpu of the graphics card; empty without an engine
 * @param trial of a bundled model; empty without an engine
 * @param models the folder that new models go to
 */
record Installation(
    String version,
    SystemFacts system,
    Engine engine,
    Optional<GpuFacts> gpu,
    Optional<Trial> trial,
    Memory memory,
    ModelFolder models) {

  private static final long MEGABYTE = 1 << 20;

  /** What bfloat16, or a card's own rounding, may change in a probability. */
  private static final double DEVIATION = 0.1;

  /** Of Java: less does not hold a few images and their results. */
  private static final long SMALLEST_HEAP = 500 * MEGABYTE;

  /** For the network: less does not hold its smallest tiles beside the library itself. */
  private static final long SMALLEST_REST = 1000 * MEGABYTE;

  /** PyTorch itself, which takes it beside the tiles. */
  private static final long LIBRARY = 300 * MEGABYTE;

  /**
   * What runs networks.
   *
   * @param name with its version; empty if it does not start
   * @param failure why it does not
   * @param folder of PyTorch's library
   * @param cores of the processor
   */
  record Engine(String name, String failure, String folder, int cores) {}

  /**
   * What became of a network on the graphics card.
   *
   * @param works whether it predicts
   * @param sentence that it does, or why it does not
   * @param deviation largest difference of its probabilities to those of the processor, in 32 bit
   */
  record OnCard(boolean works, String sentence, double deviation) {}

  /**
   * What a bundled model does.
   *
   * @param failure why it does not reproduce its test output, and what to do; or empty
   * @param precision that is chosen where it computes
   * @param megapixels that it predicts a second there
   * @param side of the image that it did so with, in pixels
   * @param card empty where the processor is chosen
   */
  record Trial(
      String model,
      String failure,
      double difference,
      Precision precision,
      double megapixels,
      int side,
      Optional<OnCard> card) {

    static Trial failed(String model, Exception reason) {
      String failure =
          reason instanceof NativeMemoryException
              ? "Too little memory is free for it outside of Java's: close images and other programs,"
                  + " and check again."
              : (reason.getMessage() == null ? reason.toString() + "." : reason.getMessage())
                  + " Install U-Net again.";
      return new Trial(model, failure, 0, Precision.FP32, 0, 0, Optional.empty());
    }
  }

  /**
   * In bytes.
   *
   * @param heap that Java may take
   * @param tiles what there is for the network
   */
  record Memory(long heap, TileMemory tiles) {}

  /** Where new models go. */
  record ModelFolder(Path folder, boolean writable) {}

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        good("U-Net", version.isEmpty() ? "Run from its build, without a version." : version));
    List<String> obstacles = system.obstacles();
    obstacles.forEach(sentence -> findings.add(bad("System", sentence)));
    if (obstacles.isEmpty())
      findings.add(
          good(
              "System",
              String.format(
                  "%s (%s) with Java %d.", system.system(), system.processor(), system.java())));
    system.slowness().ifPresent(sentence -> findings.add(bad("Processor", sentence)));
    if (!engine.name().isEmpty()) {
      findings.add(good("Engine", engine.name() + " runs the networks."));
      findings.add(good("Native library", "It lies in '" + engine.folder() + "'."));
      gpu.ifPresent(each -> findings.add(device(each)));
    } else if (obstacles.isEmpty()) findings.add(bad("Engine", engine.failure()));
    trial.ifPresent(each -> tell(each, findings));
    findings.addAll(told(memory));
    findings.add(
        models.writable()
            ? good("Models", "New ones go to '" + models.folder() + "'.")
            : bad(
                "Models",
                "You may not write to '"
                    + models.folder()
                    + "', where new models go: change that, or save each in a file"
                    + " elsewhere."));
    return findings;
  }

  private Finding device(GpuFacts gpu) {
    String about = "Device";
    if (!gpu.usable())
      return new Finding(
          !gpu.wanted(),
          about,
          String.format("The processor, with %d cores: %s", engine.cores(), gpu.absence()));
    Optional<OnCard> tried = trial.flatMap(Trial::card);
    if (tried.isEmpty()) return good(about, "A graphics card.");
    OnCard card = tried.get();
    if (!card.works()) return bad(about, card.sentence());
    String differences =
        String.format(
            Locale.ROOT,
            " Probabilities differ by %.4f at most from the processor's",
            card.deviation());
    return card.deviation() <= DEVIATION
        ? good(about, card.sentence() + differences + ".")
        : bad(about, card.sentence() + differences + ", which is too much: use device=cpu.");
  }

  private static void tell(Trial trial, List<Finding> findings) {
    if (!trial.failure().isEmpty()) {
      findings.add(bad("Bundled model", trial.failure()));
      return;
    }
    findings.add(
        good(
            "Bundled model",
            String.format(
                Locale.ROOT,
                "'%s' gives what it gave when it was made, %s.",
                trial.model(),
                trial.difference() == 0
                    ? "to the last digit"
                    : String.format(Locale.ROOT, "within %.0e", trial.difference()))));
    findings.add(
        good(
            "Precision",
            String.format(
                Locale.ROOT,
                "%s, %s: '%s' predicts %.2f megapixels a second (%d x %d pixels).",
                trial.precision().word(),
                chosen(trial),
                trial.model(),
                trial.megapixels(),
                trial.side(),
                trial.side())));
  }

  private static String chosen(Trial trial) {
    if (trial.card().filter(OnCard::works).isPresent()) return "which suits the graphics card";
    return trial.precision() == Precision.BF16
        ? "in which this processor was found to be faster"
        : "as this processor was found to be slower in bf16";
  }

  private static List<Finding> told(Memory memory) {
    List<Finding> findings = new ArrayList<>();
    long heap = memory.heap() / MEGABYTE;
    long physical = memory.tiles().total();
    String change = "in Edit > Options > Memory & Threads....";
    if (memory.heap() < SMALLEST_HEAP)
      findings.add(
          bad(
              "Memory of Java",
              String.format(
                  "ImageJ may take %d MB, which is little for images and results: give it more %s",
                  heap, change)));
    else if (physical - memory.heap() < SMALLEST_REST)
      findings.add(
          bad(
              "Memory of Java",
              String.format(
                  "ImageJ may take %d of this computer's %d MB, which leaves too little for the"
                      + " network, whose memory is outside of Java's: give ImageJ at most %d MB %s",
                  heap, physical / MEGABYTE, physical * 3 / 4 / MEGABYTE, change)));
    else
      findings.add(
          good(
              "Memory of Java",
              String.format("ImageJ may take %d MB for images and results.", heap)));
    findings.add(told(memory.tiles()));
    return findings;
  }

  private static Finding told(TileMemory memory) {
    String about = "Memory of the network";
    String tiles = String.format("a tile takes no more than %d MB.", memory.ofTile() / MEGABYTE);
    if (memory.free().isEmpty())
      return good(about, String.format("Of %d MB, %s", memory.total() / MEGABYTE, tiles));
    long free = memory.free().getAsLong();
    String now =
        String.format("%d of %d MB are free now", free / MEGABYTE, memory.total() / MEGABYTE);
    return free < memory.ofTile() + LIBRARY
        ? bad(about, now + ", which is little: close images and other programs.")
        : good(about, now + "; " + tiles);
  }

  private static Finding good(String about, String sentence) {
    return new Finding(true, about, sentence);
  }

  private static Finding bad(String about, String sentence) {
    return new Finding(false, about, sentence);
  }
}
