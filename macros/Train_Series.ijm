// Trains one model after the other, overnight: one for each folder of annotated images.
//
// In ImageJ: Plugins > Macros > Run..., choose this file, and say where the folders are. Each holds the
// images of one kind and their annotations: label images, masks, or ROIs, named as in cells.tif and
// cells_labels.tif, or cells RoiSet.zip. The model is named after its folder. In the folder for the results
// you find each model as a .zip file, which U-Net Models... imports, and training.csv with a line for each.
// Started again, it goes on with those that are not there yet. An error ends it, such as that of a folder whose
// images have no annotations: mend the folder or take it away, and start again.
//
// Without a screen, in one line:
//
//   fiji --headless -macro macros/U-Net/Train_Series.ijm 'input=/data/annotated output=/data/models minutes=60'
//   bin/imagej --headless -macro macros/Train_Series.ijm 'input=/data/annotated output=/data/models minutes=60'
//
// input    folder of the folders; if it holds none, it is trained on itself
// output   folder for the models; it is made if it is not there
// minutes  time for each
// All else that U-Net Train... knows may follow, such as from=[Fluorescent nuclei] objects=separate. Values
// with spaces stand in [brackets].

var argument = getArgument();
input = value("input", "");
output = value("output", "");
minutes = value("minutes", "30");
from = value("from", "");
if (argument == "") {
  Dialog.create("Train a series of models");
  Dialog.addDirectory("Folders of annotated images", "");
  Dialog.addDirectory("Models", "");
  Dialog.addNumber("Minutes for each", 30);
  Dialog.addString("Begin with model (or empty)", from, 25);
  Dialog.show();
  input = Dialog.getString();
  output = Dialog.getString();
  minutes = Dialog.getNumber();
  from = Dialog.getString();
}
more = argument;
own = newArray("input", "output", "minutes", "from");
for (k = 0; k < own.length; k++) more = without(more, own[k]);
if (from != "") more = more + " from=[" + from + "]";
makeFolder(output);

table = output + File.separator + "training.csv";
if (!File.exists(table)) File.saveString("Model,Folder,Minutes\n", table);

// The folders in the input, but for that of the results; one that is called images or labels belongs to the input itself.
entries = getFileList(input);
Array.sort(entries);
folders = newArray(0);
for (i = 0; i < entries.length; i++) {
  if (!endsWith(entries[i], "/")) continue;
  if (File.exists(input + File.separator + entries[i] + "training.csv")) continue;
  if (matches(entries[i], "(?i)(images?|imgs?|raw|train(ing)?|labels?|masks?|annotations?|truth|gt|rois?|classes)/")) continue;
  folders = Array.concat(folders, substring(entries[i], 0, lengthOf(entries[i]) - 1));
}
if (folders.length == 0) folders = newArray("");

setBatchMode(true);
for (i = 0; i < folders.length; i++) {
  folder = input + File.separator + folders[i];
  name = folders[i];
  if (name == "") name = File.getName(input);
  model = output + File.separator + name + ".zip";
  if (File.exists(model)) {
    print(name + " is there already.");
    continue;
  }
  print("Training " + (i + 1) + " of " + folders.length + ": " + name);
  start = getTime();
  run("U-Net Train...", "images=[" + folder + "] annotations=[] name=[" + name + "] save=[" + model + "] minutes=" + minutes + " " + more);
  File.append("\"" + name + "\",\"" + folder + "\"," + d2s((getTime() - start) / 60000, 1), table);
}
print("The models are in " + output);

// Makes a folder, and those that it lies in.
function makeFolder(folder) {
  folder = replace(folder, "\\\\", "/") + "/";
  for (k = 1; k < lengthOf(folder); k++) {
    if (substring(folder, k, k + 1) == "/") File.makeDirectory(substring(folder, 0, k));
  }
}

// The value of a key in the argument, or what it is without one.
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
