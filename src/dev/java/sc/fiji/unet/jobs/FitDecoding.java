package sc.fiji.unet.jobs;

import ij.IJ;
import ij.ImagePlus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import sc.fiji.unet.bioimageio.PackageReader;
import sc.fiji.unet.bioimageio.PackageWriter;
import sc.fiji.unet.imagej.ImagePlusSource;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.images.Storage;
import sc.fiji.unet.labels.Maps;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.library.OpenModel;
import sc.fiji.unet.model.Computing;
import sc.fiji.unet.model.Decoding;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.targets.AnnotatedImage;
import sc.fiji.unet.targets.AnnotatedStack;
import sc.fiji.unet.targets.Goal;

/** Fits the thresholds of a model of regions that was trained before models had their own. */
final class FitDecoding {

  private FitDecoding() {}

  /** MODEL IMAGE MASK FIRST LAST: the model is written anew, fitted on these slices, from 1. */
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    ImagePlus image = IJ.openImage(arguments[1]);
    ImagePlus mask = IJ.openImage(arguments[2]);
    int first = Integer.parseInt(arguments[3]) - 1;
    int end = Integer.parseInt(arguments[4]);
    try (PackageReader reader = new ModelLibrary(file.getParent()).read(file.toString());
        OpenModel model =
            new ModelLibrary(file.getParent())
                .open(reader, Computing.AUTOMATIC.in(Precision.FP32))) {
      ModelDescription description = reader.description();
      Source source = ImagePlusSource.all(image, description.context());
      List<AnnotatedImage> truth =
          new AnnotatedStack(
                  ImagePlusSource.annotation(mask),
                  ImagePlusSource.annotation(mask),
                  new Storage(Path.of("none"), Long.MAX_VALUE).planes())
              .planes(new Goal(1, false, false)).stream().flatMap(List::stream).toList();
      PredictImage job = new PredictImage(model, SegmentImage.defaults(description));
      List<PredictedImage> predicted =
          IntStream.range(first, end)
              .mapToObj(
                  i -> {
                    Maps maps =
                        new ObjectMaps(description).of(job.run(source.item(i), Progress.NONE));
                    return new PredictedImage(maps, truth.get(i).objects());
                  })
              .toList();
      SeparationScore score = SeparationScore.ofBoundaries();
      Decoding decoding =
          new DecodingFit(predicted, score, false, List.of(20, 0)).from(Decoding.STANDARD);
      System.out.println(decoding);
      PackageWriter.write(
          file,
          description.with(decoding),
          reader.weights(),
          reader.testInput(),
          reader.testOutput());
    }
  }
}
