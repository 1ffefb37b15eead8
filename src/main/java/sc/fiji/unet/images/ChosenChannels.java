package sc.fiji.unet.images;

import java.util.List;
import java.util.stream.IntStream;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.progress.UserException;

/**
 * Which channels of an image a model is given.
 *
 * @param numbers from 1, as ImageJ counts them
 * @param grey whether it is given the mean of red, green and blue instead
 */
public record ChosenChannels(List<Integer> numbers, boolean grey) {

  /**
   * @param image its name
   * @param present how many it has
   * @param coloured whether these are red, green and blue
   * @param chosen by the user, from 1; empty for all: an RGB image then becomes grey for a model of
   *     one channel
   * @throws UserException if they do not suit
   */
  public static ChosenChannels of(
      String image, int present, boolean coloured, ModelDescription model, List<Integer> chosen) {
    for (int channel : chosen)
      if (channel < 1 || channel > present)
        throw new UserException(
            String.format(
                "Channel %d was chosen; the image '%s' has %s.", channel, image, count(present)));
    int wanted = model.inputChannels();
    boolean grey = chosen.isEmpty() && wanted == 1 && coloured;
    List<Integer> numbers =
        chosen.isEmpty() ? IntStream.rangeClosed(1, present).boxed().toList() : chosen;
    if (!grey && numbers.size() != wanted)
      throw new UserException(
          String.format(
              "%s, the model '%s' takes %d%s.",
              chosen.isEmpty()
                  ? String.format("The image '%s' has %s", image, count(present))
                  : String.format(
                      "Chosen %s %s", chosen.size() == 1 ? "is" : "are", count(chosen.size())),
              model.name(),
              wanted,
              present < wanted ? "" : ": choose as many, by their numbers, in the field Channels"));
    return new ChosenChannels(List.copyOf(numbers), grey);
  }

  private static String count(int channels) {
    return channels == 1 ? "1 channel" : channels + " channels";
  }
}
