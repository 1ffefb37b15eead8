package sc.fiji.unet.commands;

import ij.ImagePlus;
import ij.gui.Roi;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import sc.fiji.unet.imagej.ObjectEditing;
import sc.fiji.unet.progress.UserException;

/** U-Net Merge Objects: makes one object of those that the line touches that is drawn. */
public final class MergeObjects extends Edit {

  public MergeObjects() {
    super("U-Net Merge Objects");
  }

  @Override
  List<Roi> edited(List<Roi> all, Set<Roi> met, Roi line, ImagePlus image) {
    if (met.size() < 2) throw new UserException(nothing());
    List<Roi> edited = new ArrayList<>();
    boolean first = true;
    for (Roi roi : all) {
      if (!met.contains(roi)) edited.add(roi);
      else if (first) edited.add(ObjectEditing.merge(all.stream().filter(met::contains).toList()));
      first &= !met.contains(roi);
    }
    return edited;
  }

  @Override
  int edit(ImagePlus labels, Roi line) {
    return -ObjectEditing.merge(labels, line);
  }

  @Override
  String nothing() {
    return "The line touches fewer than two objects: draw it from one into another.";
  }
}
