package sc.fiji.unet.bioimageio;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.yaml.snakeyaml.Yaml;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.model.Architecture;

/** The entries of a package, to be changed: how packages of others, and bad ones, are made. */
public final class PackageEntries {

  public final Map<String, byte[]> files = new LinkedHashMap<>();

  /** Those of a small model of this plugin. */
  public static PackageEntries own(Architecture architecture, Path folder) throws IOException {
    Path file = folder.resolve("own.zip");
    ModelLibrary.save(
        file,
        SmallModels.description(architecture),
        SmallModels.weights(architecture, 3),
        SmallModels.image(1, 70, 50, architecture.inputChannels()));
    return read(file);
  }

  /** Those of a model whose network is run as it is. */
  public static PackageEntries foreign(Architecture architecture, Path folder) throws IOException {
    PackageEntries entries = own(architecture, folder);
    entries.yaml().remove("config");
    return entries;
  }

  public static PackageEntries read(Path file) throws IOException {
    PackageEntries entries = new PackageEntries();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
      for (ZipEntry entry; (entry = zip.getNextEntry()) != null; )
        entries.files.put(entry.getName(), zip.readAllBytes());
    }
    entries.yaml = new Yaml().load(entries.text("bioimageio.yaml"));
    return entries;
  }

  private Map<String, Object> yaml;

  /** The description, to be changed. */
  public Map<String, Object> yaml() {
    return yaml;
  }

  /** A mapping in the description, by keys and indices. */
  @SuppressWarnings("unchecked")
  public Map<String, Object> at(Object... path) {
    Object node = yaml;
    for (Object key : path)
      node = key instanceof Integer i ? list(node).get(i) : ((Map<?, ?>) node).get(key);
    return (Map<String, Object>) node;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(Object node) {
    return (List<Object>) node;
  }

  /** Puts an axis z before y, at input and output. */
  public PackageEntries inVolumes() {
    for (String tensor : List.of("inputs", "outputs")) {
      List<Object> axes = list(at(tensor, 0).get("axes"));
      Map<String, Object> z = new LinkedHashMap<>(at(tensor, 0, "axes", 2));
      z.put("id", "z");
      if (tensor.equals("outputs")) z.put("size", Map.of("tensor_id", "input", "axis_id", "z"));
      axes.add(2, z);
    }
    for (Object step : list(at("inputs", 0).get("preprocessing")))
      if (((Map<?, ?>) step).get("kwargs") instanceof Map<?, ?> options
          && options.get("axes") != null) list(options.get("axes")).add("z");
    return this;
  }

  /** The test array of "inputs" or "outputs". */
  public Npy array(String tensor) {
    return Npy.read(files.get(at(tensor, 0, "test_tensor").get("source")));
  }

  /** Exchanges the test array of "inputs" or "outputs". */
  public void array(String tensor, Npy array) {
    Map<String, Object> file = at(tensor, 0, "test_tensor");
    files.put((String) file.get("source"), array.write());
    file.remove("sha256");
  }

  String text(String name) {
    return new String(files.get(name), StandardCharsets.UTF_8);
  }

  public Path write(Path file) throws IOException {
    if (yaml != null)
      files.put("bioimageio.yaml", new Yaml().dump(yaml).getBytes(StandardCharsets.UTF_8));
    return writeAsIs(file);
  }

  /** Writes the description as it stands in the files. */
  Path writeAsIs(Path file) throws IOException {
    Files.write(file, zip());
    return file;
  }

  private byte[] zip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }
}
