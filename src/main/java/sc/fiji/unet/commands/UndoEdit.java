package sc.fiji.unet.commands;

import ij.ImagePlus;
import ij.WindowManager;
import sc.fiji.unet.progress.UserException;

/** U-Net Undo Edit: what was before the last split or merge on the active image. */
public final class UndoEdit extends Command<Edit.Settings> {

  public UndoEdit() {
    super("U-Net Undo Edit");
  }

  @Override
  Edit.Settings settings(Fields fields) {
    return new Edit.Settings();
  }

  @Override
  void run(Edit.Settings settings) {
    ImagePlus image = WindowManager.getCurrentImage();
    if (image == null || !(image.getProperty(Edit.UNDO) instanceof Runnable undo))
      throw new UserException("There is no split or merge of objects to undo on this image.");
    undo.run();
    image.setProperty(Edit.UNDO, null);
  }
}
