package sc.fiji.unet.images;

/** Names of image files. */
public final class FileNames {

  /** Of image files: dose_0.5 has none. */
  private static final String ENDING =
      "(?i)(\\.ome)?\\.(tiff?|btf|png|jpe?g|gif|bmp|p[gbnp]m|dcm|dicom|fits?|avi|zip|raw|lsm|czi|zvi|lif|nd2|oi[bf]"
          + "|vsi|stk|ics|ids|mrc|nrrd|nii|h5|ims|svs|ndpi|scn|sld)$";

  /** Of files that lie beside images and are none. */
  private static final String NO_IMAGE =
      "(?i).*\\.(csv|tsv|txt|md|log|xml|json|ya?ml|html?|pdf|ijm|roi|geojson|lut|py|java|groovy|js|jar|class|xlsx?|docx?"
          + "|pptx?|od[tsp]|rtf|db|ini|lock|part|sh|bat|mat|npy)|(?i).*roi[ _-]?sets?\\.zip";

  private FileNames() {}

  /** The name of an image file without its ending. */
  public static String withoutEnding(String name) {
    return name.replaceFirst(ENDING, "");
  }

  /** Whether a file's name tells that it is no image. */
  public static boolean isOfNoImage(String name) {
    return name.matches(NO_IMAGE);
  }
}
