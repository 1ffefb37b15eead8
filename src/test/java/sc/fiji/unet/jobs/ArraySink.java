package sc.fiji.unet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.ImgUtil;
import net.imglib2.view.Views;
import sc.fiji.unet.images.FoundObjects;
import sc.fiji.unet.images.Sink;
import sc.fiji.unet.images.Source;

/** Keeps in arrays what is found in an image, and fails where it comes twice or out of order. */
class ArraySink implements Sink {

  /** Axis order (x, y, class), as large as the image; not a number where there is nothing. */
  final List<RandomAccessibleInterval<FloatType>> maps;

  final List<RandomAccessibleInterval<IntType>> labels = new CopyOnWriteArrayList<>();
  final List<FoundObjects> objects = new ArrayList<>();
  final CountDownLatch discarded = new CountDownLatch(1);

  ArraySink(Source source, int classes) {
    maps = IntStream.range(0, source.items()).mapToObj(i -> nothing(source, classes)).toList();
  }

  private static RandomAccessibleInterval<FloatType> nothing(Source source, int classes) {
    RandomAccessibleInterval<FloatType> map =
        ArrayImgs.floats(source.interval().dimension(0), source.interval().dimension(1), classes);
    for (FloatType pixel : Views.iterable(map)) pixel.set(Float.NaN);
    return map;
  }

  @Override
  public void maps(int item, RandomAccessibleInterval<FloatType> part) {
    assertTrue(item >= labels.size()); // of a volume all maps come first
    RandomAccessibleInterval<FloatType> target = Views.interval(maps.get(item), part);
    for (FloatType pixel : Views.iterable(target)) assertTrue(Float.isNaN(pixel.get()));
    ImgUtil.copy(part, target);
  }

  @Override
  public void labels(int item, RandomAccessibleInterval<IntType> found, FoundObjects said) {
    assertEquals(labels.size(), item);
    RandomAccessibleInterval<IntType> copy = ArrayImgs.ints(found.dimensionsAsLongArray());
    copy = Views.translate(copy, found.minAsLongArray());
    ImgUtil.copy(found, copy);
    labels.add(copy);
    objects.add(said);
  }

  @Override
  public void discard() {
    discarded.countDown();
  }
}
