package sc.fiji.unet.formats;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import sc.fiji.unet.progress.UserException;

/**
 * How an array lies in files, of Zarr 2 or 3.
 *
 * @param shape length of each axis
 * @param file what one file holds of each axis
 * @param chunk what is compressed at once of each axis: as much as a file, or less if a file is a
 *     shard
 * @param storage which axis is the first one of a chunk, the slowest, and so on
 * @param fill value of what was never written, as the metadata have it
 * @param codecs in the order in which they were applied
 * @param shard if a file holds several chunks
 * @param prefix of the names of files
 * @param separator in the names of files
 */
record ZarrMetadata(
    List<Long> shape,
    List<Long> file,
    List<Long> chunk,
    PixelType type,
    ByteOrder order,
    List<Integer> storage,
    String fill,
    List<Codec> codecs,
    Optional<Shard> shard,
    String prefix,
    String separator) {

  /** Of a file: their places are held in memory. */
  private static final int MOST_CHUNKS = 1 << 26;

  /**
   * Where the places of chunks in a shard stand.
   *
   * @param atEnd else at its beginning
   * @param checked whether their checksum stands behind them
   */
  record Shard(boolean atEnd, boolean checked, ByteOrder order) {}

  /** Of the array in a folder; none if there is no array. */
  static Optional<ZarrMetadata> read(Path folder) {
    Optional<Json> third = Json.read(folder.resolve("zarr.json"));
    if (third.isPresent())
      return third.get().text("node_type").equals(Optional.of("array"))
          ? Optional.of(third(third.get()).checked(third.get()))
          : Optional.empty();
    return Json.read(folder.resolve(".zarray")).map(json -> second(json).checked(json));
  }

  private static ZarrMetadata second(Json json) {
    List<Long> shape = json.longs("shape");
    List<Long> chunk = json.longs("chunks");
    if (!json.object().has("dtype") || !json.object().get("dtype").isJsonPrimitive())
      throw unknown(json, "pixels of several values");
    String code = json.neededText("dtype");
    PixelType type = code.isEmpty() ? null : PixelType.ofCode(code.substring(1)).orElse(null);
    if (type == null) throw unknown(json, "pixels '" + code + "'");
    for (Json filter : json.children("filters"))
      throw unknown(json, "filter '" + filter.neededText("id") + "'");
    List<Integer> storage = new ArrayList<>(axes(shape.size()));
    if (json.text("order").equals(Optional.of("F"))) Collections.reverse(storage);
    return new ZarrMetadata(
        shape,
        chunk,
        chunk,
        type,
        code.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
        storage,
        json.text("fill_value").orElse("0"),
        json.child("compressor")
            .map(codec -> List.of(codec(codec, codec.neededText("id"))))
            .orElse(List.of()),
        Optional.empty(),
        "",
        separator(json, "dimension_separator", "."));
  }

  private static ZarrMetadata third(Json json) {
    List<Long> shape = json.longs("shape");
    String word = named(json, "data_type");
    PixelType type =
        PixelType.ofWord(word).orElseThrow(() -> unknown(json, "pixels '" + word + "'"));
    Json grid = json.needed("chunk_grid");
    if (!grid.neededText("name").equals("regular"))
      throw unknown(json, "chunks '" + grid.neededText("name") + "'");
    if (!json.children("storage_transformers").isEmpty())
      throw unknown(json, "a storage transformer");
    List<Long> file = grid.needed("configuration").longs("chunk_shape");

    List<Json> steps = json.children("codecs");
    List<Long> chunk = file;
    Optional<Shard> shard = Optional.empty();
    if (steps.size() == 1 && steps.get(0).neededText("name").equals("sharding_indexed")) {
      Json sharding = steps.get(0).needed("configuration");
      chunk = sharding.longs("chunk_shape");
      steps = sharding.children("codecs");
      shard = Optional.of(shard(sharding));
    }
    List<Integer> storage = axes(shape.size());
    ByteOrder order = null;
    List<Codec> codecs = new ArrayList<>();
    for (Json step : steps) {
      String name = step.neededText("name");
      if (name.equals("transpose") && order == null) {
        List<Integer> before = storage;
        List<Long> turned = step.needed("configuration").longs("order");
        if (!turned.stream()
            .sorted()
            .toList()
            .equals(axes(shape.size()).stream().map(Integer::longValue).toList()))
          throw json.wrong("codecs");
        storage = turned.stream().map(axis -> before.get(axis.intValue())).toList();
      } else if (name.equals("bytes") && order == null) order = order(step);
      else if (order != null) codecs.add(codec(step, name));
      else throw unknown(json, "codec '" + name + "' before 'bytes'");
    }
    if (order == null) throw json.wrong("codecs");

    Json keys = json.needed("chunk_key_encoding");
    boolean isDefault = keys.neededText("name").equals("default");
    if (!isDefault && !keys.neededText("name").equals("v2"))
      throw unknown(json, "names of chunks '" + keys.neededText("name") + "'");
    String usual = isDefault ? "/" : ".";
    String separator =
        keys.child("configuration").map(c -> separator(c, "separator", usual)).orElse(usual);
    return new ZarrMetadata(
        shape,
        file,
        chunk,
        type,
        order,
        storage,
        json.neededText("fill_value"),
        codecs,
        shard,
        isDefault ? "c" + separator : "",
        separator);
  }

  private static String separator(Json json, String name, String otherwise) {
    String separator = json.text(name).orElse(otherwise);
    if (!separator.equals("/") && !separator.equals(".")) throw json.wrong(name);
    return separator;
  }

  private static Shard shard(Json sharding) {
    List<Json> codecs = sharding.children("index_codecs");
    List<String> names = codecs.stream().map(codec -> codec.neededText("name")).toList();
    boolean checked = names.equals(List.of("bytes", "crc32c"));
    if (!checked && !names.equals(List.of("bytes")))
      throw unknown(sharding, "the index of a shard by " + names);
    String location = sharding.text("index_location").orElse("end");
    if (!location.equals("end") && !location.equals("start"))
      throw sharding.wrong("index_location");
    return new Shard(location.equals("end"), checked, order(codecs.get(0)));
  }

  /** Of bytes: pixels of one byte need not say it. */
  private static ByteOrder order(Json bytes) {
    String endian = bytes.child("configuration").flatMap(c -> c.text("endian")).orElse("little");
    return switch (endian) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      default -> throw bytes.wrong("configuration");
    };
  }

  private static Codec codec(Json json, String name) {
    return switch (name) {
      case "zlib" -> new Codec.Zlib();
      case "gzip" -> new Codec.Gzip();
      case "zstd" -> new Codec.Zstd();
      case "blosc" -> new Blosc();
      case "crc32c" -> new Codec.Crc32c();
      default -> throw unknown(json, "codec '" + name + "'");
    };
  }

  /** A name, which may stand in an object of its own. */
  private static String named(Json json, String key) {
    return json.object().has(key) && json.object().get(key).isJsonObject()
        ? json.needed(key).neededText("name")
        : json.neededText(key);
  }

  private static List<Integer> axes(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private static UserException unknown(Json json, String what) {
    return new UserException(
        "'"
            + json.file()
            + "' names "
            + what
            + ", which this program does not read: it reads whole numbers and floats in regular"
            + " chunks, as they are or by zlib, gzip, zstd, blosc, crc32c, transpose and"
            + " sharding_indexed.");
  }

  private ZarrMetadata checked(Json json) {
    boolean right = file.size() == shape.size() && chunk.size() == shape.size();
    double bytes = type.bytes();
    double chunks = 1;
    for (int d = 0; right && d < shape.size(); d++) {
      right = chunk.get(d) > 0 && file.get(d) > 0 && file.get(d) % chunk.get(d) == 0;
      bytes *= chunk.get(d);
      chunks *= (double) file.get(d) / chunk.get(d);
    }
    if (!shape.stream().allMatch(length -> length > 0)) throw json.wrong("shape");
    if (!right || chunks > MOST_CHUNKS)
      throw json.wrong(json.has("chunks") ? "chunks" : "chunk_grid");
    if (bytes > Integer.MAX_VALUE / 2)
      throw new UserException(
          "'"
              + json.file()
              + "' has chunks of "
              + (long) (bytes / 1e6)
              + " MB; read are chunks below 1074 MB.");
    try {
      type.parse(fill, ByteBuffer.allocate(type.bytes()));
    } catch (NumberFormatException | ArithmeticException e) {
      throw json.wrong("fill_value");
    }
    return this;
  }

  /** The name of a file: its place, counted in files. */
  String name(long[] cell) {
    StringBuilder name = new StringBuilder(prefix);
    for (int d = 0; d < cell.length; d++) name.append(d == 0 ? "" : separator).append(cell[d]);
    return name.toString();
  }

  /** Of what is written here: compressed, the fill value being 0. */
  static JsonObject second(List<Long> shape, List<Long> chunk, PixelType type) {
    JsonObject json = new JsonObject();
    json.addProperty("zarr_format", 2);
    json.add("shape", Json.array(shape));
    json.add("chunks", Json.array(chunk));
    json.addProperty("dtype", type.code());
    JsonObject compressor = new JsonObject();
    compressor.addProperty("id", "zlib");
    compressor.addProperty("level", 1);
    json.add("compressor", compressor);
    json.addProperty("fill_value", 0);
    json.addProperty("order", "C");
    json.add("filters", JsonNull.INSTANCE);
    json.addProperty("dimension_separator", "/");
    return json;
  }

  /** Of what is written here: compressed, the fill value being 0. */
  static JsonObject third(List<Long> shape, List<Long> chunk, PixelType type, List<String> axes) {
    JsonObject json = new JsonObject();
    json.addProperty("zarr_format", 3);
    json.addProperty("node_type", "array");
    json.add("shape", Json.array(shape));
    json.addProperty("data_type", type.word());
    JsonObject grid = new JsonObject();
    grid.add("chunk_shape", Json.array(chunk));
    json.add("chunk_grid", named("regular", grid));
    JsonObject keys = new JsonObject();
    keys.addProperty("separator", "/");
    json.add("chunk_key_encoding", named("default", keys));
    json.addProperty("fill_value", 0);
    JsonObject bytes = new JsonObject();
    bytes.addProperty("endian", "little");
    JsonObject zstd = new JsonObject();
    zstd.addProperty("level", 3);
    zstd.addProperty("checksum", false);
    JsonArray codecs = new JsonArray();
    codecs.add(named("bytes", bytes));
    codecs.add(named("zstd", zstd));
    json.add("codecs", codecs);
    json.add("attributes", new JsonObject());
    JsonArray names = new JsonArray();
    axes.forEach(names::add);
    json.add("dimension_names", names);
    return json;
  }

  private static JsonObject named(String name, JsonObject configuration) {
    JsonObject json = new JsonObject();
    json.addProperty("name", name);
    json.add("configuration", configuration);
    return json;
  }
}
