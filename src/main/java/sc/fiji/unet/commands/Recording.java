package sc.fiji.unet.commands;

import ij.IJ;
import ij.plugin.frame.Recorder;
import java.util.Map;
import java.util.Optional;
import sc.fiji.unet.progress.UserException;

/**
 * Writes the line of a command into ImageJ's Recorder, in its place: ImageJ's own knows only
 * brackets, takes a word of a path for a check box, mixes up commands that run at the same time,
 * and puts a warning that is no macro below a line with an umlaut.
 *
 * @param command as the menu calls it
 */
record Recording(String command) {

  /** Takes over from ImageJ; empty if nothing is recorded, or not this command. */
  static Optional<Recording> begin(String command) {
    if (!Recorder.record || !command.equals(Recorder.getCommand())) return Optional.empty();
    Recorder.disableCommandRecording();
    return Optional.of(new Recording(command));
  }

  /** Writes the line, or why there is none into the Log. */
  void write(Map<String, String> values) {
    try {
      Recorder.recordString(line(MacroOptions.write(values)));
    } catch (UserException e) {
      IJ.log(command + ": " + e.getMessage());
    }
  }

  private String line(String options) {
    String run = (Recorder.scriptMode() ? "IJ.run(" : "run(") + quoted(command);
    boolean alone = options.isEmpty() && !Recorder.scriptMode();
    return run + (alone ? "" : ", " + quoted(options)) + ");\n";
  }

  private static String quoted(String text) {
    return '"' + Recorder.fixString(text) + '"';
  }
}
