package sc.fiji.unet.commands;

import java.util.Locale;

/** What the names of an image and of its annotation have in common. */
final class PairedNames {

  /** Words that say what a file is, not of which image it is; behind a name. */
  private static final String KIND =
      "labels?|masks?|truth|gt|ground[ _-]?truth|annotations?|seg|segmentation|manual\\d*|roi[ _-]?sets?|rois"
          + "|objects|classes|instances|cp[ _-]?masks|training|images?|img|raw|predictions?";

  private PairedNames() {}

  /**
   * A file's name without its ending and without the words that differ: cells of "cells_mask.tif",
   * "cells RoiSet.zip" and "cells.tif", 21 of "21_training.tif" and "21_manual1.gif", 7 of
   * "mask7.png" and "image7.png".
   */
  static String key(String file) {
    String name = withoutEnding(file).toLowerCase(Locale.ROOT);
    String key = name.replaceFirst("^(man_seg|man_track|" + KIND + "|t)[ _.-]*(?=\\d+$)", "");
    for (String shorter = null; !key.equals(shorter); ) {
      shorter = key;
      key =
          key.replaceFirst("[ _.-]+(" + KIND + ")$", "").replaceFirst("\\.(tiff?|png|jpe?g)$", "");
    }
    return key;
  }

  /** Whether a name is that of an annotation, when there is another file of its key. */
  static boolean isAnnotation(String file) {
    String name = withoutEnding(file).toLowerCase(Locale.ROOT);
    return !name.equals(key(file))
        && !name.matches(".*[ _.-](training|images?|img|raw)$")
        && !name.matches("(images?|img|raw|t)[ _.-]*\\d+");
  }

  static String withoutEnding(String file) {
    return file.replaceFirst("\\.[^.]*$", "");
  }
}
