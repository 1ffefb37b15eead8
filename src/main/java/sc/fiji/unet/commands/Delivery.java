package sc.fiji.unet.commands;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Roi;
import ij.measure.ResultsTable;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import sc.fiji.unet.display.RoiManagers;
import sc.fiji.unet.imagej.Outlines;
import sc.fiji.unet.imagej.OutputFolder;
import sc.fiji.unet.imagej.ResultImages;
import sc.fiji.unet.imagej.Segmentation;

/**
 * Hands over what is found in an image: windows, ROIs, rows of the table, files. What is found in
 * it later, with other thresholds, comes in place of it.
 */
final class Delivery {

  /** Marks ROIs as those of one delivery. */
  private static final String MARK = "UNetDelivery";

  private final ImagePlus image;
  private final Outputs outputs;
  private final Optional<OutputFolder> folder;
  private final String mark = UUID.randomUUID().toString();

  // Null until they are shown.
  private ImagePlus labels;
  private ImagePlus classes;

  /** In the Results: their number, and that of all after them. */
  private int rows;

  private int lastRow;
  private boolean again;

  Delivery(ImagePlus image, Outputs outputs, Optional<OutputFolder> folder) {
    this.image = image;
    this.outputs = outputs;
    this.folder = folder;
  }

  Outputs outputs() {
    return outputs;
  }

  /** Saves and shows it; the map, which does not change, the first time only. */
  void give(Segmentation found) throws IOException {
    try {
      if (folder.isPresent()) { // before a window can be closed
        (again ? outputs.withoutProbabilities() : outputs).save(folder.get(), found);
        if (outputs.table()) folder.get().measurements(found.table());
      }
    } finally {
      show(found);
      again = true;
    }
  }

  private void show(Segmentation found) {
    if (outputs.labels()) labels = ResultImages.showIn(labels, found.labels());
    if (outputs.classes()) classes = ResultImages.showIn(classes, found.classes());
    if (outputs.probabilities() && !again) ResultImages.show(found.probabilities());
    if (outputs.overlay()) image.setOverlay(Outlines.overlay(found.rois()));
    // ImageJ's lists are for one thread at a time.
    synchronized (Delivery.class) {
      if (outputs.rois() && !GraphicsEnvironment.isHeadless()) rois(found.rois());
      if (outputs.table()) table(found);
    }
  }

  private void rois(List<Roi> rois) {
    for (Roi roi : rois) roi.setProperty(MARK, mark);
    if (again) RoiManagers.replace(rois, MARK, mark);
    else RoiManagers.append(rois);
  }

  private void table(Segmentation found) {
    ResultsTable results = ResultsTable.getResultsTable();
    if (again && results.size() != lastRow)
      IJ.log("U-Net: the Results were changed; the new rows come behind the old ones.");
    else for (int row = lastRow - 1; row >= lastRow - rows; row--) results.deleteRow(row);
    int before = results.size();
    found.measure(results);
    lastRow = results.size();
    rows = lastRow - before;
    results.show("Results");
  }
}
