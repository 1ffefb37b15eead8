package sc.fiji.unet.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.formats.FileSource;
import sc.fiji.unet.formats.OmeZarr;
import sc.fiji.unet.images.Channels;
import sc.fiji.unet.library.ModelLibrary;

/**
 * The image of a job, as a model sees it: opened once in a program, for all tasks there share what
 * is kept of it.
 */
record OpenImage(String path, Options options, String model, OmeZarr file, FileSource source) {

  /** The one of this program, static as {@link Workplace}'s. */
  private static OpenImage current;

  /**
   * The image, opened if it is another one that is open.
   *
   * @param path folder of the image
   */
  static synchronized OpenImage of(String path, Options options, String model) throws IOException {
    boolean isOpen =
        current != null
            && current.path.equals(path)
            && current.options.equals(options)
            && current.model.equals(model);
    return isOpen ? current : anew(path, options, model);
  }

  /** The same as it is on the disk now. */
  static synchronized OpenImage anew(String path, Options options, String model)
      throws IOException {
    OmeZarr file = OmeZarr.open(Path.of(path));
    FileSource source =
        FileSource.of(
            file, options.level(), ModelLibrary.ofUser().describe(model), options.channels());
    current = new OpenImage(path, options, model, file, source);
    return current;
  }

  /** Of a plane, (x, y) each. */
  List<RandomAccessibleInterval<FloatType>> channels(int item) {
    return Channels.apart(source.item(item));
  }
}
