// Trains a U-Net on images and their annotations (masks or label images).
//
//   fiji --headless -macro macros/U-Net/Train.ijm 'input=/data/cells.tif output=/data/cells.zip minutes=5'
//   bin/imagej --headless -macro macros/Train.ijm 'input=sample-data/nuclei.tif output=target/nuclei.zip minutes=5'
//
// input        an image, a stack, or a folder of images
// annotations  the same of its annotations; left out, "nuclei-truth.tif" for "nuclei.tif"
// output       the model, a .zip file
// name, minutes, iterations, filters, depth, classes, background, context, from, seed, precision,
// author, example   as in U-Net Train..., if wanted
//
// Values with spaces stand in [brackets]. Without arguments it asks.

var argument = getArgument();
input = value("input", "");
output = value("output", "");
if (input == "") input = File.openDialog("Images to train on");
if (output == "") output = replace(input, "\\.[^./]*$", "") + "-model.zip";
annotations = value("annotations", replace(input, "(\\.[^.]*)$", "-truth$1"));
if (!File.exists(annotations)) annotations = File.openDialog("Annotations of " + input);
options = without(without(without(argument, "input"), "output"), "annotations");
run("U-Net Train...", "images=[" + input + "] annotations=[" + annotations + "] save=[" + output + "] " + options);

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
