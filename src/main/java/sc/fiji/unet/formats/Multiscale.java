package sc.fiji.unet.formats;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import sc.fiji.unet.model.LengthUnit;
import sc.fiji.unet.progress.UserException;

/**
 * What OME-Zarr says of an image: its axes, its resolutions and where they lie in space.
 *
 * @param axes slowest first
 * @param levels finest first
 * @param channels names; empty if it has none
 */
record Multiscale(List<Axis> axes, List<Level> levels, List<String> channels) {

  /** Axes in ImageJ's order, by their names. */
  static final String ORDER = "xyczt";

  /** Axes in the order in which the format wants them. */
  static final List<String> WRITTEN = List.of("t", "c", "z", "y", "x");

  /** What axes are to the format. */
  private static final Map<String, String> TYPES =
      Map.of("t", "time", "c", "channel", "z", "space", "y", "space", "x", "space");

  /**
   * @param name t, c, z, y or x
   * @param unit as the file has it
   */
  record Axis(String name, Optional<String> unit) {

    /** Its place in ImageJ's order. */
    int index() {
      return ORDER.indexOf(name);
    }
  }

  /**
   * A resolution.
   *
   * @param path of its array, in the image's folder
   * @param scale what a pixel covers along each axis, in the axis' unit
   * @param translation where the first pixel's centre lies
   */
  record Level(String path, List<Double> scale, List<Double> translation) {}

  /**
   * @throws UserException if it is of another version, or says what the format does not allow
   */
  static Multiscale read(ZarrGroup group) {
    Json image = group.ome().children("multiscales").get(0);
    Json versioned = group.version() == NgffVersion.V0_4 ? image : group.ome();
    String version = versioned.text("version").orElse(group.version().number());
    if (!version.equals(group.version().number()))
      throw new UserException(
          "'"
              + image.file()
              + "' is of OME-Zarr "
              + version
              + "; this program reads 0.4 in Zarr 2 and 0.5 in Zarr 3.");
    List<Axis> axes =
        image.children("axes").stream()
            .map(axis -> new Axis(axis.neededText("name"), axis.text("unit")))
            .toList();
    check(image, axes);
    List<Level> levels = new ArrayList<>();
    for (Json dataset : image.children("datasets")) {
      String path = dataset.neededText("path");
      List<Double> scale = new ArrayList<>(Collections.nCopies(axes.size(), 1.));
      List<Double> translation = new ArrayList<>(Collections.nCopies(axes.size(), 0.));
      transform(dataset, scale, translation);
      transform(image, scale, translation);
      levels.add(new Level(path, scale, translation));
    }
    if (levels.isEmpty()) throw image.wrong("datasets");
    List<String> channels =
        group
            .ome()
            .child("omero")
            .map(omero -> omero.children("channels"))
            .orElse(List.of())
            .stream()
            .map(channel -> channel.text("label").orElse(""))
            .toList();
    boolean named = channels.stream().noneMatch(String::isEmpty);
    return new Multiscale(axes, levels, named ? channels : List.of());
  }

  private static void check(Json image, List<Axis> axes) {
    List<String> names = axes.stream().map(Axis::name).toList();
    boolean known = names.stream().allMatch(TYPES::containsKey);
    if (!known
        || !names.containsAll(List.of("y", "x"))
        || new HashSet<>(names).size() < axes.size())
      throw new UserException(
          "'"
              + image.file()
              + "' has the axes "
              + names
              + "; this program reads images of y and x and, once each, t, c and z.");
  }

  /** Applies what is said of an image, or of a level, to what was said before. */
  private static void transform(Json json, List<Double> scale, List<Double> translation) {
    for (Json step : json.children("coordinateTransformations")) {
      String type = step.neededText("type");
      boolean isScale = type.equals("scale");
      // What is in a file of its own, and what does nothing, changes neither.
      if (!isScale && !type.equals("translation") || !step.has(type)) continue;
      List<Double> numbers = step.numbers(type);
      if (numbers.size() != scale.size()) throw json.wrong("coordinateTransformations");
      for (int d = 0; d < numbers.size(); d++) {
        double number = numbers.get(d);
        if (isScale) scale.set(d, scale.get(d) * number);
        translation.set(d, isScale ? translation.get(d) * number : translation.get(d) + number);
      }
    }
  }

  /** The place of an axis; -1 if there is none. */
  int axis(String name) {
    for (int d = 0; d < axes.size(); d++) if (axes.get(d).name().equals(name)) return d;
    return -1;
  }

  /** What a pixel of a level covers along an axis, in micrometres, if it is known. */
  OptionalDouble micrometres(int level, String name) {
    int axis = axis(name);
    if (axis < 0) return OptionalDouble.empty();
    double length =
        levels.get(level).scale().get(axis)
            * LengthUnit.micrometers(axes.get(axis).unit().orElse(null));
    return length > 0 && Double.isFinite(length)
        ? OptionalDouble.of(length)
        : OptionalDouble.empty();
  }

  /** Says it of a group. */
  void describe(ZarrGroup group, String name, String downscaling, PixelType type) {
    JsonObject image = new JsonObject();
    if (group.version() == NgffVersion.V0_4) image.addProperty("version", group.version().number());
    image.addProperty("name", name);
    JsonArray axesJson = new JsonArray();
    for (Axis axis : axes) {
      JsonObject json = new JsonObject();
      json.addProperty("name", axis.name());
      json.addProperty("type", TYPES.get(axis.name()));
      axis.unit().ifPresent(unit -> json.addProperty("unit", unit));
      axesJson.add(json);
    }
    image.add("axes", axesJson);
    JsonArray datasets = new JsonArray();
    for (Level level : levels) {
      JsonArray transforms = new JsonArray();
      transforms.add(transform("scale", level.scale()));
      if (level.translation().stream().anyMatch(number -> number != 0))
        transforms.add(transform("translation", level.translation()));
      JsonObject json = new JsonObject();
      json.addProperty("path", level.path());
      json.add("coordinateTransformations", transforms);
      datasets.add(json);
    }
    image.add("datasets", datasets);
    image.addProperty("type", downscaling);
    JsonArray multiscales = new JsonArray();
    multiscales.add(image);
    group.ome().object().add("multiscales", multiscales);
    if (!channels.isEmpty()) group.ome().object().add("omero", omero(type));
  }

  private static JsonObject transform(String type, List<Double> numbers) {
    JsonObject json = new JsonObject();
    json.addProperty("type", type);
    json.add(type, Json.array(numbers));
    return json;
  }

  /** The names of the channels, and what the format wants to be said with them. */
  private JsonObject omero(PixelType type) {
    JsonArray array = new JsonArray();
    for (String channel : channels) {
      JsonObject window = new JsonObject();
      for (String least : List.of("min", "start")) window.addProperty(least, 0);
      for (String most : List.of("max", "end")) window.addProperty(most, type.most());
      JsonObject json = new JsonObject();
      json.addProperty("label", channel);
      json.addProperty("color", "FFFFFF");
      json.addProperty("active", true);
      json.add("window", window);
      array.add(json);
    }
    JsonObject omero = new JsonObject();
    omero.add("channels", array);
    return omero;
  }
}
