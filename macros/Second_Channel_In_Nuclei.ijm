// Finds nuclei in one channel and measures another one in them: how bright is the marker in each nucleus,
// and how many nuclei are positive?
//
// In ImageJ: Plugins > Macros > Run..., choose this file, say where the images are and which channel is
// which. In the folder for the results you find measurements.csv with a line for each nucleus (Mean C2 is
// the mean brightness of channel 2 in it), and channel.csv with a line for each image. Images that failed
// are not in it: the Log names them, and summary.csv says why.
//
// Without a screen, in one line:
//
//   fiji --headless -macro macros/U-Net/Second_Channel_In_Nuclei.ijm 'input=/data/images output=/data/results positive=400'
//   bin/imagej --headless -macro macros/Second_Channel_In_Nuclei.ijm 'input=/data/images output=/data/results positive=400'
//
// input     folder of the images, each with both channels
// output    folder for the results; it is made if it is not there
// model     name of a model, or its file
// nuclei    number of the channel that shows the nuclei
// marker    number of the channel to measure
// positive  a nucleus counts as positive from this mean brightness on; 0: none is counted
// All else that U-Net Segment Folder... knows may follow. Values with spaces stand in [brackets].

var argument = getArgument();
input = value("input", "");
output = value("output", "");
model = value("model", "Fluorescent nuclei");
nuclei = value("nuclei", "1");
marker = value("marker", "2");
positive = value("positive", "0");
positive = parseFloat(positive);
if (argument == "") {
  Dialog.create("Second channel in nuclei");
  Dialog.addDirectory("Images", "");
  Dialog.addDirectory("Results", "");
  Dialog.addString("Model", model, 25);
  Dialog.addNumber("Channel of the nuclei", 1);
  Dialog.addNumber("Channel to measure", 2);
  Dialog.addNumber("Positive from mean brightness (0: none)", 0);
  Dialog.show();
  input = Dialog.getString();
  output = Dialog.getString();
  model = Dialog.getString();
  nuclei = Dialog.getNumber();
  marker = Dialog.getNumber();
  positive = Dialog.getNumber();
}
more = argument;
own = newArray("input", "output", "model", "nuclei", "marker", "positive");
for (k = 0; k < own.length; k++) more = without(more, own[k]);
run("U-Net Segment Folder...", "input=[" + input + "] output=[" + output + "] model=[" + model + "] channels=" + nuclei + " labels rois table " + more);

// The images, also those without a nucleus, but not those that failed.
lines = split(File.openAsString(output + File.separator + "summary.csv"), "\n");
imageColumn = column(lines[0], "Image");
objectsColumn = column(lines[0], "Objects");
images = newArray(0);
for (n = 1; n < lines.length; n++) {
  row = cells(lines[n]);
  if (row[objectsColumn] == "") print("Not measured: " + row[imageColumn] + "; summary.csv says why");
  else images = Array.concat(images, row[imageColumn]);
}
if (images.length == 0) exit("No image was measured: summary.csv in the folder for the results says why.");

// Sums up the lines of their nuclei, which stand together.
counts = newArray(images.length);
sums = newArray(images.length);
positives = newArray(images.length);
lines = split(File.openAsString(output + File.separator + "measurements.csv"), "\n");
imageColumn = column(lines[0], "Image");
meanColumn = column(lines[0], "Mean C" + marker);
image = 0;
for (n = 1; n < lines.length; n++) {
  row = cells(lines[n]);
  while (images[image] != row[imageColumn]) image = (image + 1) % images.length;
  mean = parseFloat(row[meanColumn]);
  counts[image] += 1;
  sums[image] += mean;
  if (mean >= positive) positives[image] += 1;
}

table = "Image,Nuclei,Mean C" + marker + ",Positive,Share\n";
for (i = 0; i < images.length; i++) {
  table = table + "\"" + images[i] + "\"," + counts[i] + ",";
  if (counts[i] > 0) table = table + sums[i] / counts[i];
  table = table + ",";
  if (positive > 0) table = table + positives[i];
  table = table + ",";
  if (positive > 0 && counts[i] > 0) table = table + positives[i] / counts[i];
  table = table + "\n";
}
File.saveString(table, output + File.separator + "channel.csv");
print("The means of the images are in " + output + File.separator + "channel.csv");

// The cells of a line of a table; a cell that has a comma stands in quotes.
function cells(line) {
  if (indexOf(line, "\"") < 0) return split(line + ",end", "(,)");
  all = newArray(0);
  cell = "";
  quoted = false;
  for (i = 0; i < lengthOf(line); i++) {
    letter = substring(line, i, i + 1);
    if (letter == "\"") {
      quoted = !quoted;
    } else if (letter == "," && !quoted) {
      all = Array.concat(all, cell);
      cell = "";
    } else {
      cell = cell + letter;
    }
  }
  return Array.concat(all, cell);
}

// The place of a column, by the line of headings.
function column(headings, name) {
  all = cells(headings);
  for (i = 0; i < all.length; i++) if (all[i] == name) return i;
  exit("The table has no column '" + name + "'.");
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
