package sc.fiji.unet.commands;

import ij.gui.GenericDialog;

/**
 * Fields in an ImageJ dialog, which records them: asked for once to add them, and once more, after
 * the dialog was shown, to read them.
 */
final class DialogFields implements Fields {

  private static final int COLUMNS = 30;

  private final GenericDialog dialog;
  private boolean shown;

  DialogFields(String title) {
    dialog = new GenericDialog(title);
  }

  /** Shows the fields added so far and returns whether the user pressed OK. */
  boolean show() {
    dialog.showDialog();
    shown = true;
    return dialog.wasOKed();
  }

  @Override
  public String text(String label, String byDefault) {
    if (shown) return dialog.getNextString();
    dialog.addStringField(label, byDefault, COLUMNS);
    return byDefault;
  }

  @Override
  public String source(String label, String byDefault) {
    if (shown) return dialog.getNextString();
    dialog.addFileField(label, byDefault, COLUMNS);
    return byDefault;
  }

  @Override
  public String folder(String label) {
    if (shown) return dialog.getNextString();
    dialog.addDirectoryField(label, "", COLUMNS);
    return "";
  }

  @Override
  public double number(String label, double byDefault, double min, double max) {
    if (shown) return Fields.requireInRange(label, dialog.getNextNumber(), min, max);
    dialog.addNumericField(label, byDefault, byDefault == Math.rint(byDefault) ? 0 : 2);
    return byDefault;
  }

  @Override
  public String choice(String label, String... allowed) {
    if (shown) return dialog.getNextChoice();
    dialog.addChoice(label, allowed, allowed[0]);
    return allowed[0];
  }

  @Override
  public boolean check(String label, boolean byDefault) {
    if (shown) return dialog.getNextBoolean();
    dialog.addCheckbox(label, byDefault);
    return byDefault;
  }
}
