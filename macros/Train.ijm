// Trains a U-Net on an image stack and its annotation.
//   bin/imagej --headless -macro macros/Train.ijm 'input=FOLDER output=FILE.zip'
// Arguments: input (holds images and annotations: two files whose names end in "volume.tif" and
// "labels.tif", or two folders "images" and "annotations"), output (the model), and, if wanted,
// name, minutes, iterations, filters, depth, seed. Without arguments it asks.

argument = getArgument();
input = value("input", "");
output = value("output", "");
if (input == "") input = getDirectory("Folder with images and annotations");
if (output == "") output = input + File.separator + "model.zip";
