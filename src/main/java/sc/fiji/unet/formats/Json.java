package sc.fiji.unet.formats;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import sc.fiji.unet.images.WholeFile;
import sc.fiji.unet.progress.UserException;

/**
 * Metadata in a file, or a part of it. What is missing, or is something else than expected, is a
 * {@link UserException} that names file and key.
 *
 * @param key of this part, for sentences
 */
record Json(Path file, String key, JsonObject object) {

  /** A file's metadata; none if there is no such file. */
  static Optional<Json> read(Path file) {
    if (!Files.isRegularFile(file)) return Optional.empty();
    try {
      JsonElement root = JsonParser.parseString(Files.readString(file));
      if (root.isJsonObject()) return Optional.of(new Json(file, "", root.getAsJsonObject()));
      throw new UserException("'" + file + "' is damaged: it is not a JSON object.");
    } catch (JsonParseException e) {
      throw new UserException("'" + file + "' is damaged: it is not JSON.", e);
    } catch (IOException e) {
      throw Failure.reading(file, e);
    }
  }

  /** Writes metadata, which replace those that are there. */
  static void write(Path file, JsonObject object) {
    try {
      Files.createDirectories(file.getParent());
      WholeFile.write(file, part -> Files.writeString(part, object.toString()));
    } catch (IOException e) {
      throw Failure.writing(file, e);
    }
  }

  boolean has(String name) {
    return object.has(name) && !object.get(name).isJsonNull();
  }

  Optional<Json> child(String name) {
    return has(name) ? Optional.of(as(object.get(name), name)) : Optional.empty();
  }

  Json needed(String name) {
    return child(name).orElseThrow(() -> wrong(name));
  }

  /** Objects of a list; none if it is not there. */
  List<Json> children(String name) {
    return has(name) ? list(name, element -> as(element, name)) : List.of();
  }

  private Json as(JsonElement element, String name) {
    if (!element.isJsonObject()) throw wrong(name);
    return new Json(file, path(name), element.getAsJsonObject());
  }

  Optional<String> text(String name) {
    return has(name) ? Optional.of(text(object.get(name), name)) : Optional.empty();
  }

  String neededText(String name) {
    return text(name).orElseThrow(() -> wrong(name));
  }

  private String text(JsonElement element, String name) {
    if (!element.isJsonPrimitive()) throw wrong(name);
    return element.getAsString();
  }

  List<String> texts(String name) {
    return list(name, element -> text(element, name));
  }

  List<Double> numbers(String name) {
    return list(name, element -> number(element, name).doubleValue());
  }

  List<Long> longs(String name) {
    return list(
        name,
        element -> {
          try {
            return number(element, name).longValueExact();
          } catch (ArithmeticException e) {
            throw wrong(name);
          }
        });
  }

  private BigDecimal number(JsonElement element, String name) {
    try {
      return new BigDecimal(text(element, name));
    } catch (NumberFormatException e) {
      throw wrong(name);
    }
  }

  private <T> List<T> list(String name, Function<JsonElement, T> each) {
    if (!has(name) || !object.get(name).isJsonArray()) throw wrong(name);
    List<T> list = new ArrayList<>();
    for (JsonElement element : object.getAsJsonArray(name)) list.add(each.apply(element));
    return list;
  }

  /** That what stands under a name is not what the format has there. */
  UserException wrong(String name) {
    return new UserException(
        "'"
            + file
            + "' is damaged: "
            + (has(name)
                ? "its '" + path(name) + "' is not valid"
                : "it has no '" + path(name) + "'")
            + ".");
  }

  private String path(String name) {
    return key.isEmpty() ? name : key + "." + name;
  }

  static JsonArray array(Iterable<? extends Number> numbers) {
    JsonArray array = new JsonArray();
    numbers.forEach(array::add);
    return array;
  }
}
