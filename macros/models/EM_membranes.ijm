// Trains the model "EM membranes" and measures it.
//
//   bin/imagej --headless -macro macros/models/EM_membranes.ijm 'input=FOLDER output=FOLDER'
//
// input   folder with train-volume.tif and train-labels.tif: the 20 labelled slices of the ISBI 2012 challenge
//         (Cardona et al., PLoS Biol 2010, doi:10.1371/journal.pbio.1000502; Arganda-Carreras et al., Front.
//         Neuroanat. 2015, doi:10.3389/fnana.2015.00142)
// output  gets the model and the evaluation
//
// Slices 17 to 20, the last fifth, are not learned from: the training holds them back, to choose weights and
// threshold; the figures are of them. The network sees the slices above and below, in which a membrane that is
// cut flat shows. Run it from the project's folder: the package shows the project's own sample image.

var input = value("input");
var output = value("output");

setBatchMode(true);
File.makeDirectory(output);
model = output + "/em-membranes.zip";
run("U-Net Train...", "images=[" + input + "/train-volume.tif] annotations=[" + input + "/train-labels.tif] name=[EM membranes] save=[" + model + "] iterations=2500 precision=bf16 filters=16 depth=4 context=1 seed=1 half author=[U-Net for Fiji developers] example=[sample-data/em-membranes.tif] replace resume");
part("train-labels.tif", "truth");
open(input + "/train-volume.tif");
rename("image");
evaluate("");
evaluate("average");

function evaluate(average) {
  selectImage("image");
  run("U-Net Segment...", "model=[" + model + "] probabilities " + average);
  run("Duplicate...", "title=prediction duplicate range=17-20");
  run("U-Net Evaluate...", "prediction=prediction truth=truth save=[" + output + "]");
  close("prediction");
  close("image probabilities");
}

function part(file, title) {
  open(input + "/" + file);
  rename("whole");
  run("Duplicate...", "title=" + title + " duplicate range=17-20");
  close("whole");
}

function value(key) {
  argument = " " + getArgument() + " ";
  start = indexOf(argument, " " + key + "=");
  if (start < 0) exit(key + "=FOLDER is missing");
  rest = substring(argument, start + lengthOf(key) + 2);
  return substring(rest, 0, indexOf(rest, " "));
}
