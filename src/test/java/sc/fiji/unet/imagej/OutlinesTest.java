package sc.fiji.unet.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import ij.CompositeImage;
import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Roi;
import ij.process.ByteProcessor;
import ij.process.ShortProcessor;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutlinesTest {

  @Test
  void outlinesOnThePlaneOnly() {
    ImageStack stack = new ImageStack(20, 20);
    stack.addSlice(new ByteProcessor(20, 20));
    stack.addSlice(new ByteProcessor(20, 20));
    Planes planes = new Planes(new ImagePlus("stack", stack));
    Roi first = new Roi(2, 2, 6, 6);
    first.setPosition(1);
    Roi second = new Roi(10, 10, 6, 6);
    second.setPosition(2);
    ImagePlus picture = Outlines.flatten(planes, 1, List.of(first, second));
    assertEquals(24, picture.getBitDepth());
    assertEquals(1, picture.getStackSize());
    assertEquals(0, rgb(picture, 2, 2));
    assertEquals(LabelColors.of(1).getRGB() & 0xffffff, rgb(picture, 10, 13));
    assertEquals(0, rgb(picture, 13, 13), "inside");
    assertNull(second.getStrokeColor(), "the roi itself stays as it was");
    assertEquals(2, second.getPosition());
  }

  @Test
  void showsThePlaneAsTheImageIsDisplayed() {
    ImageStack stack = new ImageStack(1, 1);
    stack.addSlice(new ShortProcessor(1, 1, new short[] {0}, null));
    stack.addSlice(new ShortProcessor(1, 1, new short[] {2000}, null));
    ImagePlus image = new ImagePlus("stack", stack);
    image.setDisplayRange(1000, 3000);
    int grey = rgb(Outlines.flatten(new Planes(image), 1, List.of()), 0, 0) & 0xff;
    assertEquals(128, grey, 1);
  }

  @Test
  void mergesChannels() {
    ImageStack stack = new ImageStack(1, 1);
    for (int n = 0; n < 4; n++) {
      stack.addSlice(new ByteProcessor(1, 1, new byte[] {(byte) (n == 3 ? 255 : 0)}));
    }
    ImagePlus image = new ImagePlus("channels", stack);
    image.setDimensions(2, 2, 1);
    for (ImagePlus any : List.of(image, new CompositeImage(image, IJ.COMPOSITE))) {
      assertEquals(0x00ff00, rgb(Outlines.flatten(new Planes(any), 1, List.of()), 0, 0));
      assertEquals(0, rgb(Outlines.flatten(new Planes(any), 0, List.of()), 0, 0));
    }
  }

  private static int rgb(ImagePlus picture, int x, int y) {
    return picture.getProcessor().get(x, y) & 0xffffff;
  }
}
