package sc.fiji.unet.imagej;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.CompositeImage;
import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.VirtualStack;
import ij.gui.Roi;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.blocks.PrimitiveBlocks.OnFallback;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;

class PlanesTest {

  @Test
  void bytesAreUnsigned() {
    Planes planes = new Planes(image(new ByteProcessor(2, 1, new byte[] {3, (byte) 250})));
    assertEquals(1, planes.count());
    assertEquals(1, planes.channelCount(PixelValues.ofImage(planes.image())));
    assertValues(channels(planes, 0), 3, 250);
  }

  /** As of a label image that another program wrote with signed numbers. */
  @Test
  void signedShortsAreWhatTheFileSays() {
    ImagePlus image = image(new ShortProcessor(2, 1, new short[] {0, (short) 32770}, null));
    image.getCalibration().setSigned16BitCalibration();
    assertValues(channels(new Planes(image), 0), -32768, 2);
  }

  @Test
  void floatsAreTheSame() {
    ImagePlus image = image(new FloatProcessor(2, 1, new float[] {-1.5f, Float.NaN}));
    assertValues(channels(new Planes(image), 0), -1.5f, Float.NaN);
  }

  @Test
  void rgbHasThreeChannels() {
    Planes planes = new Planes(image(new ColorProcessor(2, 1, new int[] {0x010203, 0xfffefd})));
    assertEquals(3, planes.channelCount(PixelValues.ofImage(planes.image())));
    assertValues(channels(planes, 0), 1, 255, 2, 254, 3, 253);
  }

  @Test
  void rgbStackHasThreeChannelsInEachPlane() {
    ImageStack stack = new ImageStack(1, 1);
    stack.addSlice(new ColorProcessor(1, 1, new int[] {0x010203}));
    stack.addSlice(new ColorProcessor(1, 1, new int[] {0x040506}));
    Planes planes = new Planes(new ImagePlus("rgb", stack));
    assertEquals(2, planes.count());
    assertValues(channels(planes, 1), 4, 5, 6);
  }

  @Test
  void compositeRgbHasThreeChannels() {
    ImagePlus rgb = image(new ColorProcessor(1, 1, new int[] {0x010203}));
    Planes planes = new Planes(new CompositeImage(rgb, IJ.COMPOSITE));
    assertEquals(1, planes.count());
    assertValues(channels(planes, 0), 1, 2, 3);
  }

  @Test
  void plainStackHasOneChannel() {
    Planes planes = new Planes(new ImagePlus("stack", numbered(4)));
    assertEquals(4, planes.count());
    assertEquals(1, planes.channelCount(PixelValues.ofImage(planes.image())));
    assertValues(channels(planes, 2), 3);
  }

  @Test
  void hyperstackPlanesRunThroughSlicesThenFrames() {
    ImagePlus image = hyperstack(2, 3, 4);
    Planes planes = new Planes(image);
    assertEquals(12, planes.count());
    assertEquals(2, planes.channelCount(PixelValues.ofImage(planes.image())));
    for (int index = 0; index < planes.count(); index++) {
      int first = image.getStackIndex(1, planes.slice(index), planes.frame(index));
      assertEquals(first, planes.stackIndex(index));
      assertValues(channels(planes, index), first, first + 1);
    }
    assertEquals(3, planes.slice(11));
    assertEquals(4, planes.frame(11));
  }

  @Test
  void virtualStackIsReadPlaneByPlane() {
    List<Integer> read = new ArrayList<>();
    VirtualStack stack =
        new VirtualStack(1, 1, 6) {
          @Override
          public ImageProcessor getProcessor(int n) {
            read.add(n);
            return new ByteProcessor(1, 1, new byte[] {(byte) n});
          }
        };
    ImagePlus image = new ImagePlus("virtual", stack);
    image.setDimensions(2, 3, 1);
    read.clear();
    assertValues(channels(new Planes(image), 1), 3, 4);
    assertEquals(List.of(3, 4), read);
  }

  @Test
  void virtualStackIsForgottenPlaneByPlane() {
    List<WeakReference<ImageProcessor>> read = new ArrayList<>();
    VirtualStack stack =
        new VirtualStack(1000, 1000, 40) {
          @Override
          public ImageProcessor getProcessor(int n) {
            ImageProcessor pixels = new ByteProcessor(1000, 1000);
            pixels.set(0, 0, n);
            read.add(new WeakReference<>(pixels));
            return pixels;
          }
        };
    ImagePlus image = new ImagePlus("virtual", stack);
    image.setDimensions(2, 20, 1);
    read.clear();
    Planes planes = new Planes(image);
    for (int i = 0; i < 20; i++) {
      assertEquals(2 * i + 1, channels(planes, i).get(0).getAt(0, 0).get());
      assertEquals(2 * i + 2, channels(planes, i).get(1).getAt(0, 0).get());
    }
    System.gc();
    assertEquals(80, read.size());
    assertEquals(0, read.stream().filter(pixels -> pixels.get() != null).count());
  }

  @Test
  void planeSharesThePixelsOfItsImage() {
    for (ImageProcessor pixels :
        List.of(new ByteProcessor(2, 2), new ShortProcessor(2, 2), new FloatProcessor(2, 2))) {
      RandomAccessibleInterval<FloatType> channel = channels(new Planes(image(pixels)), 0).get(0);
      pixels.setf(1, 1, 7);
      assertEquals(7, channel.getAt(1, 1).get());
    }
  }

  /** Read in blocks, not pixel by pixel. */
  @Test
  void mirroredChannelsAreBlocks() {
    List<ImageProcessor> kinds =
        List.of(
            new ByteProcessor(2, 2),
            new ShortProcessor(2, 2),
            new FloatProcessor(2, 2),
            new ColorProcessor(2, 2));
    for (ImageProcessor pixels : kinds)
      for (RandomAccessibleInterval<FloatType> channel : channels(new Planes(image(pixels)), 0))
        assertBlocks(channel);
    assertBlocks(new Planes(image(new ColorProcessor(2, 2))).grey(0));
  }

  private static void assertBlocks(RandomAccessibleInterval<FloatType> channel) {
    PrimitiveBlocks.of(channel, OnFallback.FAIL);
    PrimitiveBlocks.of(Views.extendMirrorDouble(Views.zeroMin(channel)), OnFallback.FAIL);
  }

  @Test
  void rgbOfManyRows() {
    int[] pixels = new Random(1).ints(3000 * 3000, 0, 1 << 24).toArray();
    Planes planes = new Planes(image(new ColorProcessor(3000, 3000, pixels)));
    List<RandomAccessibleInterval<FloatType>> channels = channels(planes, 0);
    RandomAccessibleInterval<FloatType> grey = planes.grey(0);
    for (int y = 0; y < 3000; y += 7) {
      int rgb = pixels[y * 3000 + y];
      int[] values = {rgb >> 16, rgb >> 8 & 0xff, rgb & 0xff};
      for (int c = 0; c < 3; c++) assertEquals(values[c], channels.get(c).getAt(y, y).get());
      assertEquals(IntStream.of(values).sum() / 3f, grey.getAt(y, y).get());
    }
  }

  @Test
  void roiIsBoundToItsPlaneOnly() {
    for (ImagePlus image : List.of(new ImagePlus("stack", numbered(3)), hyperstack(2, 3, 2))) {
      Planes planes = new Planes(image);
      for (int index = 0; index < planes.count(); index++) {
        Roi roi = new Roi(0, 0, 1, 1);
        planes.position(roi, index);
        for (int other = 0; other < planes.count(); other++) {
          assertEquals(other == index, planes.shows(roi, other), image + " " + index);
        }
      }
    }
  }

  @Test
  void roiPositionIsOneThatImageJUnderstands() {
    Roi roi = new Roi(0, 0, 1, 1);
    new Planes(hyperstack(2, 3, 2)).position(roi, 4);
    assertArrayEquals(
        new int[] {0, 2, 2},
        new int[] {roi.getCPosition(), roi.getZPosition(), roi.getTPosition()});
    new Planes(new ImagePlus("stack", numbered(3))).position(roi, 1);
    assertEquals(2, roi.getPosition());
    new Planes(image(new ByteProcessor(1, 1))).position(roi, 0);
    assertEquals(0, roi.getPosition());
  }

  @Test
  void roiOfAnyChannelIsOnThePlane() {
    Planes planes = new Planes(hyperstack(2, 3, 1));
    Roi secondChannelOfSecondSlice = new Roi(0, 0, 1, 1);
    secondChannelOfSecondSlice.setPosition(4);
    assertTrue(planes.shows(secondChannelOfSecondSlice, 1));
  }

  @Test
  void roiWithoutPositionIsOnEveryPlane() {
    Planes planes = new Planes(new ImagePlus("stack", numbered(2)));
    assertTrue(planes.shows(new Roi(0, 0, 1, 1), 0));
    assertTrue(planes.shows(new Roi(0, 0, 1, 1), 1));
  }

  private static ImagePlus image(ImageProcessor pixels) {
    return new ImagePlus("image", pixels);
  }

  static ImagePlus hyperstack(int channels, int slices, int frames) {
    ImagePlus image = new ImagePlus("hyperstack", numbered(channels * slices * frames));
    image.setDimensions(channels, slices, frames);
    image.setOpenAsHyperStack(true);
    return image;
  }

  /** 1x1 pixel slices, each with its number as grey value and label. */
  static ImageStack numbered(int size) {
    ImageStack stack = new ImageStack(1, 1);
    for (int n = 1; n <= size; n++) {
      stack.addSlice("n" + n, new ByteProcessor(1, 1, new byte[] {(byte) n}));
    }
    return stack;
  }

  private static void assertValues(
      List<RandomAccessibleInterval<FloatType>> channels, float... expected) {
    float[] values = new float[expected.length];
    int i = 0;
    for (RandomAccessibleInterval<FloatType> channel : channels) {
      assertEquals(2, channel.numDimensions());
      for (FloatType value : channel.view().flatIterable()) values[i++] = value.get();
    }
    assertArrayEquals(expected, values);
  }

  private static List<RandomAccessibleInterval<FloatType>> channels(Planes planes, int index) {
    return planes.channels(index, PixelValues.ofImage(planes.image()));
  }
}
