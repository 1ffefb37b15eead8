// Trains the model "EM membranes" and measures it.
//
//   bin/imagej --headless -macro macros/models/EM_membranes.ijm 'input=FOLDER output=FOLDER'
//
// input   folder with train-volume.tif and train-labels.tif: the labelled slices of the ISBI 2012 challenge
//         (Cardona et al., PLoS Biol 2010, doi:10.1371/journal.pbio.1000502; Arganda-Carreras et al., Front.
//         Neuroanat. 2015, doi:10.3389/fnana.2015.00142)
// output  gets the model and the evaluation
//
// Slices 17 to 20, the last fifth, are not trained on; the figures are of them. The network sees the slices above
// and below, in which a membrane that is cut flat shows. Run it from the project's folder: the package shows the
// project's own sample image.

var input = value("input");
var output = value("output");

setBatchMode(true);
File.makeDirectory(output);
part("train-volume.tif", "images", "1-16");
part("train-labels.tif", "annotations", "1-16");
model = output + "/em-membranes.zip";
run("U-Net Train...", "images=images annotations=annotations name=[EM membranes] save=[" + model + "] iterations=5000 filters=16 depth=4 context=1 background=3 seed=1 author=[U-Net for Fiji developers] example=[sample-data/em-membranes.tif] replace resume");
close("*");
part("train-labels.tif", "truth", "17-20");
open(input + "/train-volume.tif");
run("U-Net Segment...", "model=[" + model + "] probabilities");
run("Duplicate...", "title=prediction duplicate range=17-20");
run("U-Net Evaluate...", "prediction=prediction truth=truth save=[" + output + "]");

function part(file, title, slices) {
  open(input + "/" + file);
  rename("whole");
  run("Duplicate...", "title=" + title + " duplicate range=" + slices);
  close("whole");
}

function value(key) {
  argument = " " + getArgument() + " ";
  start = indexOf(argument, " " + key + "=");
  if (start < 0) exit(key + "=FOLDER is missing");
  rest = substring(argument, start + lengthOf(key) + 2);
  return substring(rest, 0, indexOf(rest, " "));
}
