package sc.fiji.unet.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.io.FileSaver;
import ij.io.RoiEncoder;
import ij.process.ByteProcessor;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.unet.launcher.InImageJ;
import sc.fiji.unet.progress.ToldProgress;

@InImageJ
class TrainingPairsTest {

  @Test
  void theFileThatTheRoisComeFromIsNamed(@TempDir Path folder) throws Exception {
    ImagePlus image = new ImagePlus("x", new ByteProcessor(6, 2));
    new FileSaver(image).saveAsTiff(folder.resolve("x.tif").toString());
    RoiEncoder.save(new Roi(0, 0, 2, 2), folder.resolve("x.roi").toString());
    ToldProgress told = new ToldProgress();
    ImageSource source = new ImageSource("images", folder.toString());
    TrainingPairs.Pair pair = TrainingPairs.of(source, "").pairs().get(0);
    pair.annotation().of(pair.image().open(), false, told);
    assertEquals(
        "'x.tif' is annotated by the ROIs of the file 'x.roi'.",
        told.notes().get(told.notes().size() - 1));
  }
}
