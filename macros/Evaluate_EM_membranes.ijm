// Repeats the accuracy stated for the bundled model "EM membranes": the ISBI 2012 metrics on slices
// 16-19 of the labelled stack, which it was not trained on.
//
//   bin/imagej --headless -macro macros/Evaluate_EM_membranes.ijm FOLDER
//
// FOLDER holds train-volume.tif and train-labels.tif. A second argument, behind a space, may name
// another model file.

argument = getArgument();
model = "EM membranes";
space = indexOf(argument + " ", " ");
folder = substring(argument, 0, space);
if (space < lengthOf(argument)) model = substring(argument, space + 1);

setBatchMode(true);
open(folder + "/train-volume.tif");
run("Duplicate...", "title=slices duplicate range=17-20");
open(folder + "/train-labels.tif");
run("Duplicate...", "title=truth duplicate range=17-20");
selectImage("slices");
run("U-Net Segment...", "model=[" + model + "] probabilities");
run("U-Net Evaluate...", "prediction=[slices probabilities] truth=truth");
