package sc.fiji.unet.formats;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.images.Channels;
import sc.fiji.unet.images.ChosenChannels;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.model.Axes;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.PixelSize;
import sc.fiji.unet.progress.UserException;

/**
 * The planes of an image file at one of its resolutions, each with the channels that a model is
 * given; the file is open as long as this is read.
 */
public final class FileSource implements Source {

  private static final int RGB = 3;
  private static final Axes AXES = new Axes("cyx");

  private final ImageFile file;
  private final int level;
  private final int context;

  /** From 0. */
  private final List<Integer> channels;

  private final FileCells cells;

  private FileSource(ImageFile file, int level, ChosenChannels chosen, int context) {
    this.file = file;
    this.level = level;
    this.context = context;
    channels =
        chosen.grey() ? List.of(0) : chosen.numbers().stream().map(channel -> channel - 1).toList();
    cells = new FileCells(file, level, chosen.grey() ? RGB : 1, Recent.SHARE);
  }

  /**
   * The channels for a model.
   *
   * @param level from 0
   * @param chosen channels, from 1; empty for all: an RGB image then becomes grey for a model of
   *     one channel
   * @throws UserException if there is no such level, or the channels do not suit
   */
  public static FileSource of(
      ImageFile file, int level, ModelDescription model, List<Integer> chosen) {
    if (level < 0 || level >= file.levels())
      throw new UserException(
          String.format(
              "The image '%s' has no level %d; allowed is 0 (the finest)%s.",
              file.name(), level, file.levels() == 1 ? " only" : " to " + (file.levels() - 1)));
    ChosenChannels channels =
        ChosenChannels.of(file.name(), (int) file.size(level)[2], isRgb(file), model, chosen);
    return new FileSource(file, level, channels, model.context());
  }

  private static boolean isRgb(ImageFile file) {
    return file.channels().stream()
        .map(String::toLowerCase)
        .toList()
        .equals(List.of("red", "green", "blue"));
  }

  @Override
  public String name() {
    return file.name();
  }

  @Override
  public Axes axes() {
    return AXES;
  }

  @Override
  public Interval interval() {
    long[] size = file.size(level);
    return new FinalInterval(size[0], size[1]);
  }

  @Override
  public int channels() {
    return channels.size() * (2 * context + 1);
  }

  @Override
  public Optional<PixelSize> pixelSize() {
    return file.pixelSize(level);
  }

  @Override
  public int slices() {
    return (int) file.size(level)[3];
  }

  @Override
  public double sliceSpacing() {
    return file.sliceSpacing(level);
  }

  @Override
  public int context() {
    return context;
  }

  @Override
  public int items() {
    return Math.toIntExact(slices() * file.size(level)[4]);
  }

  /** The channels of the first slice of the context, then those of the next one. */
  @Override
  public RandomAccessibleInterval<FloatType> item(int index) {
    int t = index / slices();
    List<RandomAccessibleInterval<FloatType>> all = new ArrayList<>();
    for (int offset = -context; offset <= context; offset++) {
      int z = Math.max(0, Math.min(slices() - 1, index % slices() + offset));
      for (int channel : channels) all.add(cells.plane(channel, z, t));
    }
    return Channels.together(all);
  }
}
