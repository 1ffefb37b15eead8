package sc.fiji.unet.commands;

import ij.ImagePlus;
import ij.gui.Roi;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import sc.fiji.unet.imagej.ObjectEditing;
import sc.fiji.unet.progress.UserException;

/** U-Net Split Objects: cuts objects along the line that is drawn. */
public final class SplitObjects extends Edit {

  public SplitObjects() {
    super("U-Net Split Objects");
  }

  @Override
  List<Roi> edited(List<Roi> all, Set<Roi> met, Roi line, ImagePlus image) {
    List<Roi> edited = new ArrayList<>();
    for (Roi roi : all)
      if (met.contains(roi)) edited.addAll(ObjectEditing.split(roi, line, image));
      else edited.add(roi);
    if (edited.size() == all.size()) throw new UserException(nothing());
    return edited;
  }

  @Override
  int edit(ImagePlus labels, Roi line) {
    return ObjectEditing.split(labels, line);
  }

  @Override
  String nothing() {
    return "The line cuts no object in two: draw it across one, from side to side.";
  }
}
