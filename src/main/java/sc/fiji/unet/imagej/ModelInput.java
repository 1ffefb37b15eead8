package sc.fiji.unet.imagej;

import ij.ImagePlus;
import java.util.List;
import java.util.stream.IntStream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.model.ModelDescription;

/**
 * The channels of an image that a model is given, in their order.
 *
 * @param channels from 1, as ImageJ counts them; those of each slice
 * @param grey whether it is given the mean of red, green and blue instead
 * @param context slices above and below each slice whose channels it is given, too
 */
public record ModelInput(Planes planes, List<Integer> channels, boolean grey, int context) {

  /** All channels, to train with. */
  public static ModelInput all(ImagePlus image, int context) {
    Planes planes = new Planes(image);
    List<Integer> channels = IntStream.rangeClosed(1, planes.channelCount()).boxed().toList();
    return new ModelInput(planes, channels, false, context);
  }

  /**
   * The channels for a model.
   *
   * @param chosen by the user, from 1; empty if nothing is to choose: an RGB image then becomes
   *     grey for a model of one channel
   * @throws IllegalArgumentException if they do not suit
   */
  public static ModelInput of(ImagePlus image, ModelDescription model, List<Integer> chosen) {
    ModelInput all = all(image, model.context());
    int wanted = model.inputChannels();
    int present = all.channels().size();
    for (int channel : chosen)
      if (channel < 1 || channel > present)
        throw new IllegalArgumentException(
            String.format(
                "Channel %d was chosen; the image '%s' has %s.",
                channel, image.getTitle(), count(present)));
    if (chosen.isEmpty() && wanted == 1 && all.planes().isRgb())
      return new ModelInput(all.planes(), List.of(), true, model.context());
    List<Integer> channels = chosen.isEmpty() ? all.channels() : chosen;
    if (channels.size() == wanted)
      return new ModelInput(all.planes(), channels, false, model.context());
    String what =
        chosen.isEmpty()
            ? String.format("The image '%s' has %s", image.getTitle(), count(present))
            : String.format(
                "Chosen %s %s", chosen.size() == 1 ? "is" : "are", count(chosen.size()));
    throw new IllegalArgumentException(
        String.format(
            "%s, the model '%s' takes %d%s.",
            what,
            model.name(),
            wanted,
            present < wanted ? "" : ": choose as many, by their numbers, in the field Channels"));
  }

  private static String count(int channels) {
    return channels == 1 ? "1 channel" : channels + " channels";
  }

  /**
   * What the model is given for a plane: the channels of the first slice of its context, then those
   * of the next one.
   *
   * @param index of the plane, as {@link Planes} counts
   */
  public List<RandomAccessibleInterval<FloatType>> plane(int index) {
    return IntStream.rangeClosed(-context, context)
        .map(offset -> planes.neighbour(index, offset))
        .mapToObj(this::slice)
        .flatMap(List::stream)
        .toList();
  }

  private List<RandomAccessibleInterval<FloatType>> slice(int index) {
    if (grey) return List.of(planes.grey(index));
    List<RandomAccessibleInterval<FloatType>> all = planes.channels(index);
    return channels.stream().map(channel -> all.get(channel - 1)).toList();
  }
}
