package sc.fiji.unet.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.io.FileInfo;
import ij.io.FileSaver;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.launcher.InImageJ;
import sc.fiji.unet.progress.UserException;

@InImageJ
class WholeImageTest {

  @TempDir Path folder;

  /** ImageJ's own stacks have one description, others one for each slice, after its pixels. */
  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void stacks(boolean ofOthers, boolean large) throws IOException {
    Path file = folder.resolve("stack.tif");
    if (ofOthers) writePages(file, 5);
    else
      new FileSaver(IJ.createImage("stack", "8-bit", 40, 30, 5)).saveAsTiffStack(file.toString());
    long limit = large ? 0 : Long.MAX_VALUE;
    ImagePlus whole = WholeImage.open(file, limit);
    assertEquals(5, whole.getStackSize());
    assertEquals(large, whole.getStack().isVirtual());
    byte[] bytes = Files.readAllBytes(file);
    for (int cut = bytes.length - 2; cut > 1500; cut -= 70) {
      Files.write(file, Arrays.copyOf(bytes, cut));
      String message =
          assertThrows(UserException.class, () -> WholeImage.open(file, limit), "" + cut)
              .getMessage();
      assertTrue(message.startsWith("The file '" + file + "' is cut off: it has "), message);
    }
  }

  private static void writePages(Path file, int pages) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      for (int page = 0; page < pages; page++)
        writer.writeToSequence(new IIOImage(image(BufferedImage.TYPE_BYTE_GRAY), null, null), null);
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
  }

  private static BufferedImage image(int type) {
    return new BufferedImage(40, 30, type);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 12})
  void packedPixelsAreWhole(int bits) throws IOException {
    int bytes = (40 * bits + 7) / 8 * 30;
    ByteBuffer tiff = ByteBuffer.allocate(8 + bytes + 2 + 9 * 12 + 4);
    tiff.order(ByteOrder.LITTLE_ENDIAN).putShort((short) 0x4949).putShort((short) 42);
    tiff.putInt(8 + bytes).position(8 + bytes).putShort((short) 9);
    int[][] entries = {
      {256, 40},
      {257, 30},
      {258, bits},
      {259, 1},
      {262, 1},
      {273, 8},
      {277, 1},
      {278, 30},
      {279, bytes}
    };
    for (int[] entry : entries)
      tiff.putShort((short) entry[0]).putShort((short) 4).putInt(1).putInt(entry[1]);
    Path file = Files.write(folder.resolve("packed.tif"), tiff.array());
    assertEquals(40, WholeImage.open(file, Long.MAX_VALUE).getWidth());
  }

  /** As Bio-Formats names them. */
  @Test
  void severalSeriesOfAFile() {
    ImagePlus image = IJ.createImage("exp.lif - Series001", "8-bit", 2, 2, 1);
    assertFalse(SegmentFolder.isOneOfSeveral(image));
    FileInfo file = new FileInfo();
    file.fileName = "exp.lif";
    image.setFileInfo(file);
    assertTrue(SegmentFolder.isOneOfSeveral(image));
    image.setTitle("exp.lif");
    assertFalse(SegmentFolder.isOneOfSeveral(image));
  }

  /** Whoever can, such as Bio-Formats, opens them once and shows nothing. */
  @Test
  void tilesAreNotReadByPlanes() throws IOException {
    Path file = folder.resolve("tiled.tif");
    ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      ImageWriteParam tiles = writer.getDefaultWriteParam();
      tiles.setTilingMode(ImageWriteParam.MODE_EXPLICIT);
      tiles.setTiling(16, 16, 0, 0);
      writer.write(null, new IIOImage(image(BufferedImage.TYPE_BYTE_GRAY), null, null), tiles);
    } finally {
      writer.dispose();
    }
    int before = WindowManager.getImageCount();
    assertFalse(WholeImage.isReadByPlanes(file));
    assertEquals(
        "ImageJ cannot open '" + file + "' as an image.",
        assertThrows(UserException.class, () -> WholeImage.open(file, 0)).getMessage());
    assertEquals(before, WindowManager.getImageCount());
  }
}
