package sc.fiji.unet.commands;

import ij.ImagePlus;
import sc.fiji.unet.progress.UserException;

/** U-Net Undo Edit: what was before the last split or merge on the active image. */
public final class UndoEdit extends Command<Edit.Settings> {

  public UndoEdit() {
    super("U-Net Undo Edit");
  }

  @Override
  Edit.Settings settings(Fields fields) {
    return Edit.Settings.of(fields);
  }

  @Override
  void run(Edit.Settings settings) {
    String nothing = "There is no split or merge of objects to undo on this image.";
    ImagePlus image = settings.image(nothing);
    if (!(image.getProperty(Edit.UNDO) instanceof Runnable undo)) throw new UserException(nothing);
    undo.run();
    image.setProperty(Edit.UNDO, null);
  }
}
