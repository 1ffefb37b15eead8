package sc.fiji.unet.commands;

import ij.gui.GUI;
import ij.gui.GenericDialog;
import java.awt.Button;
import java.awt.MenuItem;
import java.awt.PopupMenu;
import java.awt.TextField;
import java.util.List;

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
    shown = true;
    if (dialog.getComponentCount() == 0) return true; // nothing is asked
    dialog.showDialog();
    return dialog.wasOKed();
  }

  @Override
  public boolean areShown() {
    return true;
  }

  @Override
  public String text(String label, String byDefault) {
    if (shown) return dialog.getNextString();
    dialog.addStringField(label, byDefault, COLUMNS);
    return byDefault;
  }

  @Override
  public String source(String label, String byDefault, List<String> names) {
    if (shown) return dialog.getNextString();
    dialog.addFileField(label, byDefault, COLUMNS);
    TextField field = (TextField) dialog.getStringFields().lastElement();
    if (!names.isEmpty()) field.getParent().add(chooseButton(names, field)); // beside Browse
    return byDefault;
  }

  /** A button and not a list, since ImageJ would record a list as a field of its own. */
  private static Button chooseButton(List<String> names, TextField field) {
    Button button = new Button("Choose");
    PopupMenu menu = menu(names, field);
    GUI.scalePopupMenu(menu);
    button.add(menu);
    button.addActionListener(pressed -> menu.show(button, 0, button.getHeight()));
    return button;
  }

  /** Writes the chosen name into the field. */
  static PopupMenu menu(List<String> names, TextField field) {
    PopupMenu menu = new PopupMenu();
    for (String name : names) {
      MenuItem item = new MenuItem(name);
      item.addActionListener(chosen -> field.setText(name));
      menu.add(item);
    }
    return menu;
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
