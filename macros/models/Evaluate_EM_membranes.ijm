// Repeats the accuracy stated for the bundled model "EM membranes": the ISBI 2012 metrics on slices
// 16-19 of the labelled stack, which it did not learn from.
//
//   bin/imagej --headless -macro macros/models/Evaluate_EM_membranes.ijm 'input=FOLDER'
//
// input   the folder of train-volume.tif and train-labels.tif
// average (without a value) the mean over eight flips and rotations
// model   another model's file, if wanted
//
// Values with spaces stand in [brackets]. Without arguments it asks.

var argument = getArgument();
input = value("input", "");
if (input == "") input = getDirectory("Folder of train-volume.tif and train-labels.tif");

setBatchMode(true);
open(input + "/train-labels.tif");
run("Duplicate...", "title=truth duplicate range=17-20");
open(input + "/train-volume.tif");
average = "";
if (indexOf(" " + argument + " ", " average ") >= 0) average = " average";
run("U-Net Segment...", "model=[" + value("model", "EM membranes") + "] probabilities" + average);
run("Duplicate...", "title=prediction duplicate range=17-20");
run("U-Net Evaluate...", "prediction=prediction truth=truth");

function value(key, byDefault) {
  start = indexOf(" " + argument, " " + key + "=");
  if (start < 0) return byDefault;
  rest = substring(argument, start + lengthOf(key) + 1);
  if (startsWith(rest, "[")) return substring(rest, 1, indexOf(rest, "]"));
  end = indexOf(rest + " ", " ");
  return substring(rest, 0, end);
}
