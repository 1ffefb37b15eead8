package sc.fiji.unet.bioimageio;

/**
 * A file of a package, as its description names it.
 *
 * @param name in the package
 * @param sha256 of the file, or empty if the description gives none
 */
record FileReference(String name, String sha256) {

  FileReference {
    if (!PackageFiles.isInside(name))
      throw new UnusableException(
          "its description refers to '" + name + "'; only files inside the package are opened.");
  }
}
