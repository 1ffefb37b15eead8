package sc.fiji.unet.commands;

import static sc.fiji.unet.commands.Command.naming;

import java.io.IOException;
import java.util.OptionalDouble;
import sc.fiji.unet.jobs.ObjectSize;
import sc.fiji.unet.jobs.SegmentationSettings;
import sc.fiji.unet.labels.Regions;
import sc.fiji.unet.labels.ShapeSeeds;

/**
 * How maps become objects; where nothing is given, as the model was fitted.
 *
 * @param separation automatic, regions or shape
 * @param minimum see {@link ObjectSize#parse}, or empty
 * @param maximum the same
 * @param slices automatic, together or apart
 * @param link none or t
 */
record Separating(
    OptionalDouble threshold,
    OptionalDouble seeds,
    String separation,
    String minimum,
    String maximum,
    OptionalDouble diameter,
    boolean fill,
    boolean exclude,
    String slices,
    String link) {

  static Separating ask(Fields fields) {
    return new Separating(
        fields.numberOrNone("Threshold (0 to 1, empty = the model's)", 0, 1),
        fields.numberOrNone("Seeds (0 to 1, empty = the model's)", 0, 1),
        fields.choice("Separation", "automatic", "regions", "shape"),
        fields.text("Minimum size (pixels or µm, empty = the model's)", ""),
        fields.text("Maximum size (pixels or µm, empty = none)", ""),
        fields.numberOrNone("Diameter of objects (pixels, empty = automatic)", 1, 1e5),
        fields.check("Fill holes", false),
        fields.check("Exclude objects at the border", false),
        fields.choice("Slices", "automatic", "together", "apart"),
        fields.choice("Link objects through", "none", "t"));
  }

  SegmentationSettings over(SegmentationSettings defaults) throws IOException {
    SegmentationSettings settings =
        defaults.fillHoles(fill).dropAtBorder(exclude).linked(link.equals("t"));
    double foreground = threshold.orElse(defaults.separation().foreground());
    settings =
        switch (separation) {
          case "regions" -> settings.separation(new Regions(foreground));
          case "shape" -> settings.separation(ShapeSeeds.of(foreground));
          default -> settings.threshold(foreground);
        };
    if (seeds.isPresent()) settings = settings.seeds(seeds.getAsDouble());
    if (!minimum.isBlank())
      settings = settings.minimumSize(naming("minimum", minimum, () -> ObjectSize.parse(minimum)));
    if (!maximum.isBlank())
      settings = settings.maximumSize(naming("maximum", maximum, () -> ObjectSize.parse(maximum)));
    if (diameter.isPresent()) settings = settings.diameter(diameter.getAsDouble());
    return slices.equals("automatic")
        ? settings
        : settings.throughSlices(slices.equals("together"));
  }
}
