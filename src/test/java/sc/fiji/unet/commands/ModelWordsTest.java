package sc.fiji.unet.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.model.About;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.Axes;
import sc.fiji.unet.model.AxisSize;
import sc.fiji.unet.model.Decoding;
import sc.fiji.unet.model.Magnification;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.NetworkInput;
import sc.fiji.unet.model.NetworkOutput;
import sc.fiji.unet.model.Output;
import sc.fiji.unet.model.PixelSize;

class ModelWordsTest {

  @Test
  void aTrainedModel() {
    ModelDescription model =
        new ModelDescription(
                "Cells",
                new Architecture(2, 3, 1, true, 8, 2),
                1,
                List.of("objects"),
                Map.ofEntries(
                    Map.entry("images", "a.tif, b.tif"),
                    Map.entry("planes", 10),
                    Map.entry("training_planes", 8),
                    Map.entry("objects", 120),
                    Map.entry("from", "Nuclei"),
                    Map.entry("iterations", 500),
                    Map.entry("best_iteration", 450),
                    Map.entry("seconds", 601.5),
                    Map.entry("score", "mean AP 0.712"),
                    Map.entry("validation_pixel_error", 0.01234),
                    Map.entry("validation_loss", 0.24444559589),
                    Map.entry("seed", 3)))
            .with(new About("Finds cells.", List.of("A. Author", "B. Author"), "MIT", List.of()))
            .with(Optional.of(new PixelSize(0.5, 0.5)))
            .with(new Decoding(0.45, 0.6, 1, 30, false));
    Map<String, String> words = new ModelWords(model).all();
    assertEquals("Finds cells.", words.get("About"));
    assertEquals("separate objects, also where they touch", words.get("Finds"));
    assertEquals(
        "pixels with a probability of 0.45 and more, each begun at a seed with a distance of 0.6 and"
            + " more; smaller ones than 30 pixels are dropped",
        words.get("Objects"));
    assertEquals("1 channel, with one slice above and below each", words.get("Images"));
    assertEquals("0.5 x 0.5 µm, to which other images are resampled", words.get("Pixel size"));
    assertEquals(
        "a.tif, b.tif; 10 planes, 8 of them to learn from, the others held back; 120 annotated"
            + " objects; begun with the model 'Nuclei'; 500 steps, kept is step 450, in 10 minutes",
        words.get("Trained on"));
    assertEquals(
        "on what was held back: mean AP 0.712; 1.23 % of the pixels are wrong",
        words.get("Reached"));
    assertEquals("U-Net of 8 filters, depth 2", words.get("Network"));
    assertEquals("A. Author, B. Author", words.get("Authors"));
    assertEquals("MIT: you may use and share it with its licence", words.get("Licence"));
    assertEquals("seed 3, validation loss 0.244", words.get("Further facts"));
  }

  @Test
  void classesAndSizes() {
    ModelDescription model =
        new ModelDescription(
                "Cells",
                new Architecture(2, 1, 3, false, 8, 2),
                0,
                List.of("background", "alive", "dead"),
                Map.of())
            .with(new Magnification(0.5, 40, false));
    Map<String, String> words = new ModelWords(model).all();
    assertEquals("regions, of the classes alive, dead", words.get("Finds"));
    assertEquals(
        "not known; images should be magnified like those of the training; its objects were about 80"
            + " pixels wide",
        words.get("Pixel size"));
    assertEquals("not told", words.get("Trained on"));
    assertEquals("not told", words.get("Reached"));
    assertFalse(words.containsKey("Further facts"));
    assertEquals(
        "of any; objects are measured in each image, and shown to the network 40 pixels wide",
        new ModelWords(model.with(new Magnification(0.5, 40, true))).all().get("Pixel size"));
  }

  @Test
  void aModelOfOthers() {
    Axes axes = new Axes("bcyx");
    AxisSize size = new AxisSize(64, 16);
    ModelDescription model =
        new ModelDescription(
            "Others",
            new About("", List.of(), "", List.of()),
            new NetworkInput(
                List.of("DAPI", "actin"), List.of(size, size), List.of(), axes, Optional.empty()),
            new NetworkOutput(
                Output.of(List.of("nuclei")), Collections.nCopies(2, 0), List.of(), axes),
            Optional.empty());
    Map<String, String> words = new ModelWords(model).all();
    assertEquals("2 channels (DAPI, actin)", words.get("Images"));
    assertEquals("TorchScript of others", words.get("Network"));
    assertEquals("none is named: ask its authors before you share it", words.get("Licence"));
  }

  @Test
  void aWindowShowsWhatHtmlWouldNot() {
    Report report = new Report("title");
    report.add("Objects < 3", "a & b");
    report.add(false, "System", "old");
    String html = report.html();
    assertTrue(html.contains("<b>Objects &lt; 3</b>"), html);
    assertTrue(html.contains("a &amp; b"), html);
    assertTrue(html.contains("TO DO: System"), html);
  }
}
