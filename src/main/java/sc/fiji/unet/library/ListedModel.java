package sc.fiji.unet.library;

import java.nio.file.Path;
import java.util.Optional;
import sc.fiji.unet.model.ModelDescription;

/**
 * A model of the library, as a list shows it.
 *
 * @param file empty of one that comes with the plugin
 * @param description empty of one that cannot be opened
 * @param problem why it cannot, or empty
 */
public record ListedModel(
    String name, Optional<Path> file, Optional<ModelDescription> description, String problem) {}
