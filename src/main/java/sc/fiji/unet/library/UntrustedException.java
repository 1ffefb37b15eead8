package sc.fiji.unet.library;

import sc.fiji.unet.model.About;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.progress.UserException;

/** A model of others is not run before somebody says that its network, a program, is trusted. */
public final class UntrustedException extends UserException {

  private static final long serialVersionUID = 1;

  private static final int LONGEST = 100;

  private final String source;
  private final String sha256;
  private final transient ModelDescription description;

  UntrustedException(String source, String sha256, ModelDescription description) {
    super(
        String.format(
            "The model '%s' was not trained with this plugin: its network is a program (%s), which"
                + " runs once you say that you trust it.",
            description.name(), origin(description.about())));
    this.source = source;
    this.sha256 = sha256;
    this.description = description;
  }

  /** Who made it, and under which licence it is, as its description says. */
  static String origin(About about) {
    return String.format(
        "authors: %s; licence: %s",
        told(String.join(", ", about.authors())), told(about.license()));
  }

  /** In one line, whatever a stranger wrote. */
  private static String told(String text) {
    String line = text.replaceAll("[\\s\\p{C}]+", " ").strip();
    if (line.length() > LONGEST) return line.substring(0, LONGEST) + " ...";
    return line.isEmpty() ? "not told" : line;
  }

  /** The question for a dialog. */
  public String question() {
    return String.format(
        "The model '%s' was not trained with this plugin.\n"
            + "Its network is a program that comes with it, from\n%s\n"
            + "Its description says: %s. Nobody has checked that.\n \n"
            + "A program could read, change or delete your files. This one calls nothing but what"
            + " networks need;\n"
            + "more cannot be promised, so trust it only if you know where it comes from.\n \n"
            + "Your answer 'yes' is kept for these weights in trusted.txt, in the folder of your"
            + " models.",
        description.name(), source, origin(description.about()));
  }

  /** Of the weights. */
  String sha256() {
    return sha256;
  }

  String name() {
    return description.name();
  }
}
