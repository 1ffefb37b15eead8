package sc.fiji.unet.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.imglib2.FinalInterval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;

class ChannelsTest {

  @Test
  void channelsOfAnImageThatBeginsAnywhere() {
    Img<FloatType> image = ArrayImgs.floats(new float[] {1, 2, 3, 4}, 1, 2, 2);
    List<RandomAccessibleInterval<FloatType>> channels =
        Channels.apart(Views.translate(image, 5, 6, -7));
    assertEquals(2, channels.size());
    assertEquals(2, channels.get(0).getAt(5, 7).get());
    assertEquals(3, channels.get(1).getAt(5, 6).get());
  }

  @Test
  void togetherAndApart() {
    Img<FloatType> red = ArrayImgs.floats(new float[] {1, 2}, 2, 1);
    Img<FloatType> green = ArrayImgs.floats(new float[] {3, 4}, 2, 1);
    RandomAccessibleInterval<FloatType> image = Channels.together(List.of(red, green));
    assertTrue(Intervals.equals(new FinalInterval(2, 1, 2), image));
    assertEquals(4, image.getAt(1, 0, 1).get());
    List<RandomAccessibleInterval<FloatType>> channels = Channels.apart(image);
    assertEquals(2, channels.size());
    assertSame(red, channels.get(0));
    assertSame(green, channels.get(1));
  }

  @Test
  void channelsOfAVolume() {
    Img<FloatType> image = ArrayImgs.floats(new float[] {1, 2, 3, 4, 5, 6}, 1, 1, 3, 2);
    List<RandomAccessibleInterval<FloatType>> channels = Channels.apart(image);
    assertEquals(2, channels.size());
    assertEquals(6, channels.get(1).getAt(0, 0, 2).get());
  }
}
