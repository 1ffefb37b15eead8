// Trains the model "Retinal vessels" and measures it.
//
//   bin/imagej --headless -macro macros/models/Retinal_vessels.ijm 'input=FOLDER output=FOLDER'
//
// input   folder with images/ (21_training.tif, RGB) and 1st_manual/ (21_manual1.gif): the training half of DRIVE
//         (Staal et al., IEEE TMI 2004, doi:10.1109/TMI.2004.825627)
// output  gets the model and the evaluation: Dice, the F1 of the pixels, is in its last row
//
// The last fifth of the images (37 to 40) is not trained on; the figures are of it.

var input = value("input");
var output = value("output");

setBatchMode(true);
images = getFileList(input + "/images");
truths = getFileList(input + "/1st_manual");
Array.sort(images);
Array.sort(truths);
first = Math.round(0.8 * images.length); // not trained on, from here
part("images", images, "training/images", 0, first);
part("1st_manual", truths, "training/labels", 0, first);
part("1st_manual", truths, "truth", first, images.length);
model = output + "/retinal-vessels.zip";
run("U-Net Train...", "images=[" + output + "/training/images] annotations=[" + output + "/training/labels] name=[Retinal vessels] save=[" + model + "] objects=lines iterations=1500 filters=16 depth=4 seed=1 author=[U-Net for Fiji developers] half replace resume");
File.makeDirectory(output + "/found");
for (i = first; i < images.length; i++) {
  open(input + "/images/" + images[i]);
  run("U-Net Segment...", "model=[" + model + "] labels save=[" + output + "/found]");
  close("*");
}
run("U-Net Evaluate...", "prediction=[" + output + "/found] truth=[" + output + "/truth] save=[" + output + "]");

function part(from, names, to, start, end) {
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
