package sc.fiji.unet.formats;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A group, a folder that holds arrays and groups, and what OME-Zarr says of it.
 *
 * @param version that belongs to its version of Zarr
 * @param root all its metadata
 * @param ome those of OME-Zarr, a part of it
 */
record ZarrGroup(Path folder, NgffVersion version, Json root, Json ome) {

  private static final String SECOND = ".zattrs";
  private static final String SECOND_GROUP = ".zgroup";
  private static final String THIRD = "zarr.json";

  /** The group in a folder; none if there is no group, or one of which nothing is said. */
  static Optional<ZarrGroup> read(Path folder) {
    Optional<Json> third = Json.read(folder.resolve(THIRD));
    if (third.isPresent())
      return third
          .get()
          .child("attributes")
          .flatMap(attributes -> attributes.child("ome"))
          .map(ome -> new ZarrGroup(folder, NgffVersion.V0_5, third.get(), ome));
    return Json.read(folder.resolve(SECOND))
        .map(json -> new ZarrGroup(folder, NgffVersion.V0_4, json, json));
  }

  /**
   * A group of which nothing is said yet.
   *
   * @param folder need not exist
   */
  static ZarrGroup create(Path folder, NgffVersion version) {
    JsonObject root = new JsonObject();
    JsonObject ome = root;
    if (version == NgffVersion.V0_5) {
      ome = new JsonObject();
      ome.addProperty("version", version.number());
      JsonObject attributes = new JsonObject();
      attributes.add("ome", ome);
      root.addProperty("zarr_format", 3);
      root.addProperty("node_type", "group");
      root.add("attributes", attributes);
    }
    Path file = folder.resolve(version == NgffVersion.V0_4 ? SECOND : THIRD);
    return new ZarrGroup(folder, version, new Json(file, "", root), new Json(file, "", ome));
  }

  /** Writes what is said of it: from then on it is there. */
  void write() {
    if (version == NgffVersion.V0_4) {
      JsonObject group = new JsonObject();
      group.addProperty("zarr_format", 2);
      Json.write(folder.resolve(SECOND_GROUP), group);
    }
    Json.write(root.file(), root.object());
  }
}
