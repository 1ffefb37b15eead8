// Trains the model "Fluorescent nuclei" and measures it.
//
//   bin/imagej --headless -macro macros/models/Fluorescent_nuclei.ijm 'input=FOLDER output=FOLDER'
//
// input   folder with images/ and labels/, of the same names: the fluorescence images of the Data Science
//         Bowl 2018, stage 1 (Caicedo et al., Nat. Methods 2019, doi:10.1038/s41592-019-0612-7; CC0), with
//         the corrected masks as label images
// output  gets the model and the evaluation
//
// The last fifth of the files, by name, is not trained on; the figures are of it. Run it from the project's
// folder: the package shows the project's own sample image.

var input = value("input");
var output = value("output");

setBatchMode(true);
names = getFileList(input + "/images");
Array.sort(names);
first = Math.round(0.8 * names.length); // not trained on, from here
part("images", "training/images", 0, first);
part("labels", "training/labels", 0, first);
part("labels", "truth", first, names.length);
model = output + "/fluorescent-nuclei.zip";
run("U-Net Train...", "images=[" + output + "/training/images] annotations=[" + output + "/training/labels] name=[Fluorescent nuclei] save=[" + model + "] iterations=3500 filters=16 depth=4 seed=1 author=[U-Net for Fiji developers] example=[sample-data/nuclei.tif] half replace resume");
File.makeDirectory(output + "/found");
for (i = first; i < names.length; i++) {
  open(input + "/images/" + names[i]);
  run("U-Net Segment...", "model=[" + model + "] labels save=[" + output + "/found]");
  close("*");
}
run("U-Net Evaluate...", "prediction=[" + output + "/found] truth=[" + output + "/truth] save=[" + output + "]");

function part(from, to, start, end) {
  File.makeDirectory(output);
  File.makeDirectory(output + "/training");
  File.makeDirectory(output + "/" + to);
  for (i = start; i < end; i++) File.copy(input + "/" + from + "/" + names[i], output + "/" + to + "/" + names[i]);
}

function value(key) {
  argument = " " + getArgument() + " ";
  start = indexOf(argument, " " + key + "=");
  if (start < 0) exit(key + "=FOLDER is missing");
  rest = substring(argument, start + lengthOf(key) + 2);
  return substring(rest, 0, indexOf(rest, " "));
}
