package sc.fiji.unet.commands;

import static sc.fiji.unet.commands.Command.naming;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import sc.fiji.unet.UNetModel;
import sc.fiji.unet.jobs.SegmentationSettings;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.library.OpenModel;
import sc.fiji.unet.model.Computing;
import sc.fiji.unet.progress.UserException;

/**
 * How to get maps.
 *
 * @param channels numbers from 1 with commas between them, or empty
 * @param selection use or ignore
 */
record Predicting(
    int tile,
    boolean average,
    ComputingChoice computing,
    String channels,
    String selection,
    Trust trust) {

  /**
   * Asks for them.
   *
   * @param selected what is selected, for the dialog
   */
  static Predicting ask(Fields fields, String selected) {
    return ask(fields, () -> fields.choice("Selection (" + selected + ")", "use", "ignore"));
  }

  /** Asks for them where nothing can be selected. */
  static Predicting askOfWhole(Fields fields) {
    return ask(fields, () -> "ignore");
  }

  private static Predicting ask(Fields fields, Supplier<String> selection) {
    return new Predicting(
        fields.integer("Tile size (pixels, 0 = automatic)", 0, 0, 1 << 14),
        fields.check("Average over flips and rotations (8 x slower)", false),
        ComputingChoice.ask(fields),
        fields.text("Channels (such as 1,3; empty = all)", ""),
        selection.get(),
        Trust.ask(fields));
  }

  /**
   * Opens a model, to compute as these say.
   *
   * @param model name or file
   */
  UNetModel open(String model) throws IOException {
    return open(model, UNetModel::open);
  }

  /** The same for what is no image of ImageJ. */
  OpenModel openForFiles(String model) throws IOException {
    ModelLibrary library = ModelLibrary.ofUser();
    return open(model, library::open);
  }

  private <M> M open(String model, Opening<M> opening) throws IOException {
    naming("model", model, () -> ModelLibrary.ofUser().describe(model));
    return trust.over(() -> opening.open(model, computing.wish()));
  }

  private interface Opening<M> {
    M open(String model, Computing wish) throws IOException;
  }

  /** Whether what is selected in an image is ignored. */
  boolean wholeImage() {
    return selection.equals("ignore");
  }

  SegmentationSettings over(SegmentationSettings defaults) {
    return defaults
        .tileSize(tile)
        .testTimeAugmentation(average)
        .channels(channelNumbers())
        .wholeImage(wholeImage());
  }

  private List<Integer> channelNumbers() {
    if (channels.isBlank()) return List.of();
    try {
      return Stream.of(channels.split(",")).map(String::trim).map(Integer::valueOf).toList();
    } catch (NumberFormatException e) {
      throw new UserException(
          "channels=["
              + channels
              + "] must be numbers with commas between them, such as 1 or 1,3.");
    }
  }
}
