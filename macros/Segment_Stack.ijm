// Segments an image or stack: label image, ROIs and measurements as files, and a picture to look at.
//
//   fiji --headless -macro macros/U-Net/Segment_Stack.ijm 'input=/data/stack.tif output=/data/results'
//   bin/imagej --headless -macro macros/Segment_Stack.ijm 'input=sample-data/em-membranes.tif output=target/out'
//
// input      an image or a stack
// output     a folder
// model, threshold, minimum, tile, precision   as in U-Net Segment..., if wanted
//
// Values with spaces stand in [brackets]. Without arguments it asks.

var argument = getArgument();
input = value("input", "");
output = value("output", "");
if (input == "") input = File.openDialog("Image to segment");
if (output == "") output = getDirectory("Folder for the results");

setBatchMode(true);
open(input);
image = getImageID();
before = nResults;
start = getTime();
options = without(without(argument, "input"), "output");
run("U-Net Segment...", options + " labels rois table overlay save=[" + output + "]");
seconds = (getTime() - start) / 1000;

selectImage(image);
name = replace(getTitle(), "\\.[^. ]*$", "");
setSlice(floor(nSlices / 2) + 1);
run("Flatten", "slice");
picture = output + File.separator + name + " overlay.png";
saveAs("PNG", picture);
print((nResults - before) + " objects in " + seconds + " s; results are in " + output);

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
