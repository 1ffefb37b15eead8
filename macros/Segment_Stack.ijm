// Segments an image or stack: label image, ROIs and measurements as files, and a picture to look at.
//
//   bin/imagej --headless -macro macros/Segment_Stack.ijm 'input=sample-data/em-membranes.tif output=out'
//
// input      an image or a stack
// output     a folder
// model      name of a bundled model or path of your own; left out, EM membranes
// threshold, minimum   as in U-Net Segment...
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
run("U-Net Segment...", "model=[" + value("model", "EM membranes") + "]"
  + " threshold=" + value("threshold", 0.5) + " minimum=" + value("minimum", 20)
  + " labels rois table overlay save=[" + output + "]");
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
