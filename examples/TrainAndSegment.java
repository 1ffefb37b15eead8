import ij.IJ;
import ij.ImagePlus;
import ij.io.FileSaver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import sc.fiji.unet.UNetModel;
import sc.fiji.unet.UNetTraining;
import sc.fiji.unet.imagej.Segmentation;
import sc.fiji.unet.progress.Progress;

/**
 * Trains a model on an image and its annotation, and segments another image with it.
 *
 * <pre>
 * java -cp "jars/*:plugins/*" examples/TrainAndSegment.java IMAGE ANNOTATION OTHER FOLDER MINUTES
 * </pre>
 *
 * in a Fiji folder with the plugin. IMAGE and OTHER are images or stacks, ANNOTATION is a label
 * image or mask of IMAGE; FOLDER gets the model, a label image and a table.
 */
public final class TrainAndSegment {

  private TrainAndSegment() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 5) {
      System.err.println("TrainAndSegment IMAGE ANNOTATION OTHER FOLDER MINUTES");
      return;
    }
    ImagePlus image = IJ.openImage(arguments[0]);
    ImagePlus annotation = IJ.openImage(arguments[1]);
    ImagePlus other = IJ.openImage(arguments[2]);
    Path folder = Files.createDirectories(Path.of(arguments[3]));

    // Any number of pairs; of a single image the lowest fifth is held back to judge the model by.
    // A small network (8 filters, 3 levels) is fast; without this line it has 16 and 4.
    UNetTraining training =
        UNetModel.train("My cells")
            .minutes(Double.parseDouble(arguments[4]))
            .with(plan -> plan.network(8, 3))
            .add(image, annotation);

    // Progress is told how it goes, and may cancel: the best so far is kept.
    try (UNetModel model = training.run(folder.resolve("my-cells.zip"), Progress.NONE)) {
      // The model's own thresholds, but for what is named here.
      Segmentation found = model.segment(other, model.defaults().fillHoles(true));
      new FileSaver(found.labels()).saveAsTiff(folder.resolve("labels.tif").toString());
      found.table().save(folder.resolve("objects.csv").toString());
      System.out.println(found.objects() + " objects");
    }
  }
}
