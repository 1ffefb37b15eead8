package sc.fiji.unet.jobs;

import ij.IJ;
import ij.ImagePlus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import sc.fiji.unet.bioimageio.PackageReader;
import sc.fiji.unet.bioimageio.PackageWriter;
import sc.fiji.unet.imagej.ImagePlusSource;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.library.OpenModel;
import sc.fiji.unet.model.Appearance;
import sc.fiji.unet.model.Computing;
import sc.fiji.unet.model.KnownAppearance;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.progress.Progress;

/** Measures the images of a model that was trained before models knew how those look. */
final class AddAppearance {

  private AddAppearance() {}

  /**
   * MODEL IMAGES COUNT: the model is written anew, with the looks of the first files of a folder,
   * or planes of a file; of the others it prints how many look strange.
   */
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    int count = Integer.parseInt(arguments[2]);
    try (PackageReader reader = new ModelLibrary(file.getParent()).read(file.toString());
        OpenModel model =
            new ModelLibrary(file.getParent())
                .open(reader, Computing.AUTOMATIC.in(Precision.FP32))) {
      ModelDescription description = reader.description();
      List<Appearance> all = new ArrayList<>();
      for (ImagePlus image : images(Path.of(arguments[1]))) {
        Source source =
            ImagePlusSource.forTraining(
                image, description.context(), OptionalInt.of(description.inputChannels()));
        PixelScale scale =
            PixelScale.of(model, SegmentImage.defaults(description), source, Progress.NONE);
        IntStream.range(0, source.items())
            .mapToObj(i -> MiddlePart.of(source, i, scale, AppearanceMeasurement.SIDE))
            .flatMap(part -> AppearanceMeasurement.of(part).stream())
            .forEach(all::add);
      }
      KnownAppearance known = KnownAppearance.of(all.subList(0, count));
      System.out.println(known);
      System.out.printf(
          "%d of %d others look strange%n",
          all.stream().skip(count).filter(image -> !known.differences(image).isEmpty()).count(),
          all.size() - count);
      PackageWriter.write(
          file, description.with(known), reader.weights(), reader.testInput(), reader.testOutput());
    }
  }

  private static List<ImagePlus> images(Path path) throws IOException {
    if (Files.isRegularFile(path)) return List.of(IJ.openImage(path.toString()));
    try (Stream<Path> files = Files.list(path)) {
      return files.sorted().map(file -> IJ.openImage(file.toString())).toList();
    }
  }
}
