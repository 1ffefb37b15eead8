package sc.fiji.unet.jobs;

import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import sc.fiji.unet.images.Channels;
import sc.fiji.unet.images.Resampling;
import sc.fiji.unet.images.Source;

/** The middle of a plane, as a network sees it. */
final class MiddlePart {

  private MiddlePart() {}

  /**
   * Of one plane, or of a region of it.
   *
   * @param region (x, y)
   * @param scaleX pixels of the network per pixel of the image
   * @param side width and height at most, in pixels of the network
   * @return axis order (x, y, channel), beginning at 0, grey values
   */
  static RandomAccessibleInterval<FloatType> of(
      Source source, int item, Interval region, double scaleX, double scaleY, int side) {
    long width = Math.min(region.dimension(0), (long) Math.ceil(side / scaleX));
    long height = Math.min(region.dimension(1), (long) Math.ceil(side / scaleY));
    Interval part =
        FinalInterval.createMinSize(
            region.min(0) + (region.dimension(0) - width) / 2,
            region.min(1) + (region.dimension(1) - height) / 2,
            width,
            height);
    return Channels.together(
        Channels.apart(source.item(item)).stream()
            .map(channel -> Views.zeroMin(Views.interval(channel, part)))
            .map(
                channel ->
                    Resampling.of(
                        channel,
                        Math.max(1, Math.round(width * scaleX)),
                        Math.max(1, Math.round(height * scaleY))))
            .toList());
  }

  /** Of a whole plane, at the size that was chosen for the image. */
  static RandomAccessibleInterval<FloatType> of(
      Source source, int item, PixelScale scale, int side) {
    return of(
        source,
        item,
        source.interval(),
        (double) scale.plane().dimension(0) / source.interval().dimension(0),
        (double) scale.plane().dimension(1) / source.interval().dimension(1),
        side);
  }
}
