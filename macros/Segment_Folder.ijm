// Segments all images of a folder, and of the folders in it.
//
// In ImageJ: Plugins > Macros > Run..., choose this file, and say where the images are. In the folder for
// the results you find of each image a label image, the outlines for the ROI Manager and for QuPath, and two
// tables: summary.csv with a line for each image, measurements.csv with a line for each object. Stopped with
// Escape, it goes on with the rest the next time.
//
// Without a screen, in one line:
//
//   fiji --headless -macro macros/U-Net/Segment_Folder.ijm 'input=/data/plate output=/data/results'
//   bin/imagej --headless -macro macros/Segment_Folder.ijm 'input=/data/plate output=/data/results'
//
// input    folder of the images
// output   folder for the results; it is made if it is not there
// model    name of a model, or its file
// All else that U-Net Segment Folder... knows may follow, such as threshold=0.4 minimum=50 pattern=*.tif.
// Values with spaces stand in [brackets].

var argument = getArgument();
input = value("input", "");
output = value("output", "");
model = value("model", "Fluorescent nuclei");
if (argument == "") {
  Dialog.create("Segment a folder");
  Dialog.addDirectory("Images", "");
  Dialog.addDirectory("Results", "");
  Dialog.addString("Model", model, 25);
  Dialog.show();
  input = Dialog.getString();
  output = Dialog.getString();
  model = Dialog.getString();
}

more = without(without(without(argument, "input"), "output"), "model");
run("U-Net Segment Folder...", "input=[" + input + "] output=[" + output + "] model=[" + model + "] labels rois geojson table " + more);

// The value of a key in the argument, or what it is without one.
function value(key, byDefault) {
  start = indexOf(" " + argument, " " + key + "=");
  if (start < 0) return byDefault;
  rest = substring(argument, start + lengthOf(key) + 1);
  if (startsWith(rest, "[")) return substring(rest, 1, indexOf(rest, "]"));
  end = indexOf(rest + " ", " ");
  return substring(rest, 0, end);
}

// What is left of the argument behind "key=value".
function without(text, key) {
  start = indexOf(" " + text, " " + key + "=");
  if (start < 0) return text;
  rest = substring(text, start + lengthOf(key) + 1);
  end = indexOf(rest + " ", " ");
  if (startsWith(rest, "[")) end = indexOf(rest, "]") + 1;
  return substring(text, 0, start) + substring(rest, end);
}
