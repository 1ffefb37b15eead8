package sc.fiji.unet.commands;

import ij.IJ;
import ij.ImagePlus;
import java.io.IOException;
import java.util.Optional;
import sc.fiji.unet.imagej.ImageJProgress;
import sc.fiji.unet.imagej.Segmentation;
import sc.fiji.unet.jobs.ObjectSize;
import sc.fiji.unet.jobs.SegmentationSettings;
import sc.fiji.unet.labels.DistanceSeeds;

/**
 * U-Net Adjust...: other thresholds for what was segmented last in an image, which come from the
 * map that was kept and show at once.
 */
public final class Adjust extends Command<Adjust.Settings> {

  /** The slider of the smallest size goes up to so many mean sizes of the objects there are. */
  private static final int MEANS = 2;

  private static final int LEAST = 100; // pixels

  /**
   * @param image title, or empty for the active one
   * @param minimum in pixels of the image
   */
  record Settings(String image, double threshold, double seeds, double minimum) {}

  /** Null until settings are asked for. */
  private Found found;

  /** Up to which sizes may be chosen by the slider. */
  private double largest;

  public Adjust() {
    super("U-Net Adjust...");
  }

  @Override
  Settings settings(Fields fields) {
    String name = fields.areShown() ? "" : ChosenImage.ask(fields);
    if (found == null) begin(name, fields.areShown());
    SegmentationSettings now = found.settings();
    double threshold =
        fields.slider(
            "Threshold (probability of a pixel of an object)", now.separation().foreground(), 1, 1);
    double seeds = now.separation() instanceof DistanceSeeds own ? own.seeds() : 0;
    if (now.separation() instanceof DistanceSeeds || !fields.areShown())
      seeds = fields.slider("Seeds (distance at which an object begins)", seeds, 1, 1);
    double minimum =
        fields.slider(
            "Minimum size (pixels)", now.objects().minimum().value(), largest, Integer.MAX_VALUE);
    return new Settings(name, threshold, seeds, minimum);
  }

  private void begin(String name, boolean shown) {
    ImagePlus image = ChosenImage.of(name, "There is no open image: open and segment one.");
    found = Found.of(image);
    double smallest = found.settings().objects().minimum().value();
    largest = Math.max(LEAST, 2 * smallest);
    if (!shown) return;
    double mean =
        found.outlines(found.shownPlane()).stream()
            .mapToDouble(roi -> roi.getStatistics().pixelCount)
            .average()
            .orElse(0);
    largest = Math.max(largest, Math.rint(MEANS * mean));
  }

  @Override
  Optional<Preview<Settings>> preview() {
    return Optional.of(new OutlinePreview<>(() -> found, this::with));
  }

  private Found with(Settings settings) {
    return found.with(
        found
            .settings()
            .threshold(settings.threshold())
            .seeds(settings.seeds())
            .minimumSize(ObjectSize.pixels(settings.minimum())));
  }

  @Override
  void run(Settings settings) throws IOException {
    Found adjusted = with(settings);
    Segmentation again = adjusted.segment(new ImageJProgress());
    adjusted.keep();
    adjusted.delivery().give(again);
    IJ.log(
        String.format(
            "U-Net Adjust: '%s': %d objects%s, with threshold %s%s, minimum size %s pixels.",
            adjusted.image().getTitle(),
            again.objects(),
            adjusted.selected().isPresent() ? " in the selection" : "",
            IJ.d2s(settings.threshold(), 2),
            adjusted.settings().separation() instanceof DistanceSeeds
                ? ", seeds " + IJ.d2s(settings.seeds(), 2)
                : "",
            IJ.d2s(settings.minimum(), 0)));
    IJ.showStatus(again.objects() + " objects");
  }
}
