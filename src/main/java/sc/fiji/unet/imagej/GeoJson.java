package sc.fiji.unet.imagej;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import com.google.gson.stream.MalformedJsonException;
import ij.ImagePlus;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.gui.ShapeRoi;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import java.awt.Color;
import java.awt.Polygon;
import java.awt.Rectangle;
import java.awt.geom.Path2D;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.view.Views;
import sc.fiji.unet.labels.Contours;
import sc.fiji.unet.labels.Part;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;

/**
 * Areas as GeoJSON (RFC 7946), as QuPath writes and reads it: a feature an object, in pixels, pixel
 * (0, 0) lying between 0 and 1, with QuPath's properties {@code objectType}, {@code name}, {@code
 * classification} and, within the geometry, {@code plane}.
 */
public final class GeoJson {

  /** What an object is to QuPath: many small ones, or a few that people edit. */
  public enum ObjectType {
    DETECTION,
    ANNOTATION;

    /** As it is written. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  // Properties of a roi: its class, as its group is a number, of which others have other names; and
  // the group that it then had, as another one is what a person made of it since.
  static final String CLASS = "class";
  private static final String GROUP = "class-group";

  /** ImageJ has no more. */
  private static final int GROUPS = 255;

  private GeoJson() {}

  /** Whether a file's name says that it holds GeoJSON. */
  public static boolean isNamed(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".geojson");
  }

  /**
   * Writes areas: each the pixels that ImageJ fills, whatever shape it was drawn as.
   *
   * @param rois what is no area, or encloses no pixel, is left out
   * @param image that they go with: gives the slice and frame that positions mean
   * @param file an existing one is replaced
   */
  public static void save(
      Collection<? extends Roi> rois, ImagePlus image, ObjectType type, Path file)
      throws IOException {
    Planes planes = new Planes(image);
    Map<Integer, String> names = groupNames(rois);
    try (JsonWriter json = new JsonWriter(Files.newBufferedWriter(file))) {
      json.beginObject();
      json.name("type").value("FeatureCollection");
      json.name(ResultName.ORIGIN).value(ResultName.origin(image));
      json.name("features").beginArray();
      for (Roi roi : rois) {
        List<Part> parts = roi.isArea() ? parts(roi) : List.of();
        if (!parts.isEmpty()) write(json, roi, parts, planes, className(roi, names), type);
      }
      json.endArray();
      json.endObject();
    }
  }

  /** The pixels of an area. */
  private static List<Part> parts(Roi roi) {
    Rectangle bounds = roi.getBounds();
    if (bounds.isEmpty()) return List.of();
    ImageProcessor mask = roi.getMask();
    if (mask == null) {
      mask = new ByteProcessor(bounds.width, bounds.height);
      mask.invert();
    }
    List<Polygon> outlines =
        Contours.trace(
                Views.translate(
                    ArrayImgs.unsignedBytes(
                        (byte[]) mask.getPixels(), mask.getWidth(), mask.getHeight()),
                    bounds.x,
                    bounds.y))
            .get(255);
    return outlines == null ? List.of() : Part.of(outlines);
  }

  private static void write(
      JsonWriter json,
      Roi roi,
      List<Part> parts,
      Planes planes,
      Optional<String> name,
      ObjectType type)
      throws IOException {
    json.beginObject();
    json.name("type").value("Feature");
    json.name("geometry").beginObject();
    json.name("type").value(parts.size() == 1 ? "Polygon" : "MultiPolygon");
    json.name("coordinates");
    if (parts.size() > 1) json.beginArray();
    for (Part part : parts) {
      json.beginArray();
      write(json, part.outer());
      for (Polygon hole : part.holes()) write(json, hole);
      json.endArray();
    }
    if (parts.size() > 1) json.endArray();
    writePlane(json, roi, planes);
    json.endObject();
    json.name("properties").beginObject();
    json.name("objectType").value(type.word());
    if (roi.getName() != null) json.name("name").value(roi.getName());
    if (name.isPresent()) {
      json.name("classification").beginObject();
      json.name("name").value(name.get());
      json.name("color"); // without it QuPath does not read the class
      write(json, LabelColors.of(Math.max(1, roi.getGroup())));
      json.endObject();
    }
    json.endObject();
    json.endObject();
  }

  private static void write(JsonWriter json, Polygon ring) throws IOException {
    json.beginArray();
    for (int i = 0; i <= ring.npoints; i++) { // the first point again
      int point = i % ring.npoints;
      json.beginArray().value(ring.xpoints[point]).value(ring.ypoints[point]).endArray();
    }
    json.endArray();
  }

  private static void write(JsonWriter json, Color color) throws IOException {
    json.beginArray();
    json.value(color.getRed()).value(color.getGreen()).value(color.getBlue());
    json.endArray();
  }

  /** QuPath leaves out the first of all. */
  private static void writePlane(JsonWriter json, Roi roi, Planes planes) throws IOException {
    int slice = 1;
    int frame = 1;
    if (roi.hasHyperStackPosition()) {
      slice = Math.max(1, roi.getZPosition());
      frame = Math.max(1, roi.getTPosition());
    } else if (roi.getPosition() > 0) {
      int index = (roi.getPosition() - 1) / planes.image().getNChannels();
      slice = planes.slice(index);
      frame = planes.frame(index);
    }
    if (slice == 1 && frame == 1) return;
    json.name("plane").beginObject();
    json.name("c").value(-1); // all channels
    json.name("z").value(slice - 1);
    json.name("t").value(frame - 1);
    json.endObject();
  }

  /**
   * Gives a roi its class.
   *
   * @param group 1 to 255
   */
  static void classify(Roi roi, String name, int group) {
    roi.setProperty(CLASS, name);
    roi.setProperty(GROUP, "" + group);
    roi.setGroup(group);
  }

  /** The class that it was given, unless its group was changed since. */
  private static Optional<String> given(Roi roi) {
    String group = roi.getProperty(GROUP);
    return group == null || group.equals("" + roi.getGroup())
        ? Optional.ofNullable(roi.getProperty(CLASS))
        : Optional.empty();
  }

  private static Map<Integer, String> groupNames(Collection<? extends Roi> rois) {
    Map<Integer, String> names = new HashMap<>();
    for (Roi roi : rois) given(roi).ifPresent(name -> names.putIfAbsent(roi.getGroup(), name));
    return names;
  }

  /**
   * That it was given; else its group's, unless that is but the colour of a label.
   *
   * @param names of groups, by the classes that others were given
   */
  private static Optional<String> className(Roi roi, Map<Integer, String> names) {
    Optional<String> given = given(roi);
    if (given.isPresent()) return given;
    boolean colour = LabelRois.isNamed(roi) && roi.getProperty(CLASS) == null;
    if (roi.getGroup() == 0 || colour) return Optional.empty();
    String group = names.getOrDefault(roi.getGroup(), Roi.getGroupName(roi.getGroup()));
    return Optional.of(group == null ? "Group " + roi.getGroup() : group);
  }

  /**
   * The classes of the objects in a file, in the order of their names.
   *
   * @throws UserException if it is no GeoJSON
   */
  public static SortedSet<String> classes(Path file) throws IOException {
    SortedSet<String> classes = new TreeSet<>();
    read(file, feature -> className(feature).ifPresent(classes::add));
    return classes;
  }

  /**
   * Reads the areas of a file, of QuPath or others.
   *
   * @param image that they were drawn on
   * @param classes their numbers, from 1, are the groups that the areas get
   * @param progress is told what is left out, points and lines
   * @return in the file's order, with names, positions and classes
   * @throws UserException if it is no GeoJSON, or an object lies in a slice that the image has not
   */
  public static List<Roi> open(
      Path file, ImagePlus image, SortedSet<String> classes, Progress progress) throws IOException {
    Planes planes = new Planes(image);
    List<String> numbers = List.copyOf(classes);
    List<Roi> rois = new ArrayList<>();
    int[] leftOut = {0};
    read(
        file,
        feature -> {
          Optional<Roi> roi = roi(geometry(feature));
          roi.ifPresentOrElse(rois::add, () -> leftOut[0]++);
          roi.ifPresent(area -> describe(area, feature, numbers, rois.size()));
          roi.ifPresent(area -> position(area, geometry(feature), planes));
        });
    if (leftOut[0] > 0)
      progress.note(
          String.format(
              "%d objects of '%s' are points, lines or empty: they are left out.",
              leftOut[0], file.getFileName()));
    for (int i = 0; i < numbers.size() && i < GROUPS; i++)
      progress.note(
          String.format(
              "'%s': the class '%s' is ROI group %d.", file.getFileName(), numbers.get(i), i + 1));
    return rois;
  }

  /** Reads all features, one at a time: of a collection, an array, or a single one. */
  private static void read(Path file, Consumer<JsonObject> to) throws IOException {
    try (JsonReader json = new JsonReader(Files.newBufferedReader(file))) {
      if (json.peek() == JsonToken.BEGIN_ARRAY) {
        readAll(json, to);
        return;
      }
      JsonObject rest = new JsonObject();
      json.beginObject();
      while (json.hasNext()) {
        String name = json.nextName();
        if (name.equals("features")) readAll(json, to);
        else rest.add(name, JsonParser.parseReader(json));
      }
      json.endObject();
      if (rest.has("geometry") || rest.has("coordinates")) to.accept(rest);
    } catch (UserException e) {
      throw e;
    } catch (MalformedJsonException
        | EOFException
        | CharacterCodingException
        | RuntimeException e) { // of many kinds, where something else stands than is asked for
      throw new UserException(
          String.format(
              "'%s' is no GeoJSON of objects: export them in QuPath with File > Export objects as"
                  + " GeoJSON, as a feature collection.",
              file),
          e);
    }
  }

  private static void readAll(JsonReader json, Consumer<JsonObject> to) throws IOException {
    json.beginArray();
    while (json.hasNext()) to.accept(JsonParser.parseReader(json).getAsJsonObject());
    json.endArray();
  }

  private static JsonObject geometry(JsonObject feature) {
    JsonElement geometry = feature.get("geometry");
    if (geometry == null) return feature;
    return geometry.isJsonNull() ? new JsonObject() : geometry.getAsJsonObject();
  }

  private static Optional<Roi> roi(JsonObject geometry) {
    List<JsonArray> rings = new ArrayList<>();
    addRings(geometry, rings);
    if (rings.isEmpty()) return Optional.empty();
    return Optional.of(rings.size() == 1 ? polygon(rings.get(0)) : composite(rings));
  }

  private static void addRings(JsonObject geometry, List<JsonArray> rings) {
    switch (text(geometry, "type").orElse("")) {
      case "Polygon" -> geometry.getAsJsonArray("coordinates").forEach(ring -> add(ring, rings));
      case "MultiPolygon" ->
          geometry
              .getAsJsonArray("coordinates")
              .forEach(polygon -> polygon.getAsJsonArray().forEach(ring -> add(ring, rings)));
      case "GeometryCollection" ->
          geometry
              .getAsJsonArray("geometries")
              .forEach(part -> addRings(part.getAsJsonObject(), rings));
      default -> {}
    }
  }

  /** Of fewer points, of which the last is the first, it encloses nothing. */
  private static void add(JsonElement ring, List<JsonArray> rings) {
    if (ring.getAsJsonArray().size() > 3) rings.add(ring.getAsJsonArray());
  }

  private static Roi polygon(JsonArray ring) {
    int points = ring.size() - 1;
    float[] xs = new float[points];
    float[] ys = new float[points];
    for (int i = 0; i < points; i++) {
      xs[i] = (float) coordinate(ring, i, 0);
      ys[i] = (float) coordinate(ring, i, 1);
    }
    return new PolygonRoi(xs, ys, Roi.POLYGON);
  }

  private static Roi composite(List<JsonArray> rings) {
    Path2D shape = new Path2D.Double(Path2D.WIND_EVEN_ODD);
    for (JsonArray ring : rings) {
      shape.moveTo(coordinate(ring, 0, 0), coordinate(ring, 0, 1));
      for (int i = 1; i < ring.size() - 1; i++)
        shape.lineTo(coordinate(ring, i, 0), coordinate(ring, i, 1));
      shape.closePath();
    }
    return new ShapeRoi(shape);
  }

  private static double coordinate(JsonArray ring, int point, int axis) {
    return ring.get(point).getAsJsonArray().get(axis).getAsDouble();
  }

  /**
   * @param number of the object in the file, from 1
   */
  private static void describe(Roi roi, JsonObject feature, List<String> classes, int number) {
    Optional<String> name = className(feature);
    roi.setName(
        text(properties(feature), "name")
            .orElseGet(() -> String.format(Locale.ROOT, "%s-%04d", name.orElse("object"), number)));
    if (name.isEmpty()) return;
    classify(roi, name.get(), Math.min(GROUPS, classes.indexOf(name.get()) + 1));
  }

  private static JsonObject properties(JsonObject feature) {
    return feature.get("properties") instanceof JsonObject properties
        ? properties
        : new JsonObject();
  }

  /** QuPath's classes may have several names, one below the other. */
  private static Optional<String> className(JsonObject feature) {
    JsonElement given = properties(feature).get("classification");
    if (given instanceof JsonObject about) {
      if (about.get("names") instanceof JsonArray names) {
        List<String> all = new ArrayList<>();
        names.forEach(name -> all.add(name.getAsString()));
        return all.isEmpty() ? Optional.empty() : Optional.of(String.join(": ", all));
      }
      return text(about, "name");
    }
    return text(properties(feature), "classification");
  }

  /** Empty if there is none, or it is no text or number. */
  private static Optional<String> text(JsonObject in, String name) {
    JsonElement value = in.get(name);
    return value != null && value.isJsonPrimitive()
        ? Optional.of(value.getAsString())
        : Optional.empty();
  }

  private static void position(Roi roi, JsonObject geometry, Planes planes) {
    JsonObject plane = geometry.get("plane") instanceof JsonObject given ? given : new JsonObject();
    int slice = 1 + text(plane, "z").map(Integer::parseInt).orElse(0);
    int frame = 1 + text(plane, "t").map(Integer::parseInt).orElse(0);
    ImagePlus image = planes.image();
    if (slice > image.getNSlices() || frame > image.getNFrames())
      throw new UserException(
          String.format(
              "The object '%s' is in slice %d of frame %d, and '%s' has %d slices and %d frames: make"
                  + " the image active that the objects were drawn on.",
              roi.getName(),
              slice,
              frame,
              image.getTitle(),
              image.getNSlices(),
              image.getNFrames()));
    planes.position(roi, (frame - 1) * image.getNSlices() + slice - 1);
  }
}
