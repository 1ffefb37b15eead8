package sc.fiji.unet.jobs;

import java.nio.file.Path;

/**
 * An image in a folder, or in a folder in it.
 *
 * @param path from the folder to the file, with "/" between: what an image is known by
 * @param name what its results begin with, from the folder of the results: "sub/x1"
 */
public record FolderImage(Path file, String path, String name) {}
