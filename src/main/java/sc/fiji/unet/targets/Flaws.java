package sc.fiji.unet.targets;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with the pixels of an image, as far as it keeps a network from learning. */
public final class Flaws {

  private final String image;
  private int planes;
  private int constant;
  private long noNumbers;

  /**
   * @param image for sentences
   */
  Flaws(String image) {
    this.image = image;
  }

  /** Looks at the channels of the next plane. */
  void look(List<float[]> channels) {
    planes++;
    if (channels.stream().allMatch(this::isConstant)) constant++;
  }

  /** Counts what is no number, too. */
  private boolean isConstant(float[] channel) {
    float first = Float.NaN;
    boolean constant = true;
    for (float value : channel) {
      if (!Float.isFinite(value)) noNumbers++;
      else if (Float.isNaN(first)) first = value;
      else if (value != first) constant = false;
    }
    return constant;
  }

  /** Whether there is nothing to see in it. */
  public boolean isConstant() {
    return constant == planes;
  }

  /** For people. */
  public List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    if (constant > 0)
      remarks.add(
          String.format(
              "In %d of the %d planes of '%s' all pixels are the same: there is nothing to learn in"
                  + " them.",
              constant, planes, image));
    if (noNumbers > 0)
      remarks.add(
          String.format(
              "%d pixels of '%s' are no number (NaN or infinite): they count as the mean of the"
                  + " others.",
              noNumbers, image));
    return remarks;
  }
}
