// Counts nuclei in the wells of a plate.
//
// In ImageJ: Plugins > Macros > Run..., choose this file, and say where the images are. The name of each
// image, or of its folder, tells its well: plate1_A01_s3.tif, B - 12(fld 2).tif, A1/image.tif. In the folder
// for the results you find wells.csv with a line for each well, summary.csv with a line for each image, and
// measurements.csv with a line for each nucleus. Run again, it goes on where it was stopped; other images or
// another pattern need a folder of their own, or all would be counted together.
//
// Where a path may tell several wells, as A01_C1.tif does, two digits go before one, the file's name before
// its folders, and the first in it before others; the Log shows such images.
//
// Without a screen, in one line:
//
//   fiji --headless -macro macros/U-Net/Nuclei_Per_Well.ijm 'input=/data/plate output=/data/results'
//   bin/imagej --headless -macro macros/Nuclei_Per_Well.ijm 'input=/data/plate output=/data/results'
//
// input    folder of the images, or of folders with them
// output   folder for the results; it is made if it is not there
// model    name of a model, or its file
// All else that U-Net Segment Folder... knows may follow, such as channels=1 pattern=*w1.tif. Values with
// spaces stand in [brackets].

var argument = getArgument();
input = value("input", "");
output = value("output", "");
model = value("model", "Fluorescent nuclei");
if (argument == "") {
  Dialog.create("Nuclei per well");
  Dialog.addDirectory("Images", "");
  Dialog.addDirectory("Results", "");
  Dialog.addString("Model", model, 25);
  Dialog.show();
  input = Dialog.getString();
  output = Dialog.getString();
  model = Dialog.getString();
}
more = without(without(without(argument, "input"), "output"), "model");

// The tables there tell of all that was ever done in the folder: it must have been the same.
pattern = value("pattern", "");
asked = "input=[" + input + "] pattern=[" + pattern + "]";
note = output + File.separator + "wells of.txt";
before = "";
if (File.exists(note)) before = String.trim(File.openAsString(note));
if (File.exists(output + File.separator + ".unet") && before != asked)
  exit("The folder " + output + " has results of " + before + ", not of " + asked + ": choose another folder for the results.");
makeFolder(output);
File.saveString(asked, note);

run("U-Net Segment Folder...", "input=[" + input + "] output=[" + output + "] model=[" + model + "] labels table " + more);

// Sums up the lines of the images.
lines = split(File.openAsString(output + File.separator + "summary.csv"), "\n");
imageColumn = column(lines[0], "Image");
objectsColumn = column(lines[0], "Objects");
sizeColumn = column(lines[0], "Mean size");
wells = newArray(0);
images = newArray(0);
nuclei = newArray(0);
sizes = newArray(0);
for (n = 1; n < lines.length; n++) {
  row = cells(lines[n]);
  if (row[objectsColumn] == "") {
    print("Not counted: " + row[imageColumn] + "; summary.csv says why");
    continue;
  }
  of = well(row[imageColumn]);
  place = -1;
  for (w = 0; w < wells.length; w++) if (wells[w] == of) place = w;
  if (place < 0) {
    place = wells.length;
    wells = Array.concat(wells, of);
    images = Array.concat(images, 0);
    nuclei = Array.concat(nuclei, 0);
    sizes = Array.concat(sizes, 0);
  }
  count = parseInt(row[objectsColumn]);
  images[place] += 1;
  nuclei[place] += count;
  sizes[place] += count * parseFloat(row[sizeColumn]);
}
order = Array.rankPositions(wells);
table = "Well,Images,Nuclei,Nuclei per image,Mean size\n";
for (i = 0; i < order.length; i++) {
  w = order[i];
  size = 0;
  if (nuclei[w] > 0) size = sizes[w] / nuclei[w];
  table = table + wells[w] + "," + images[w] + "," + nuclei[w] + "," + nuclei[w] / images[w] + "," + size + "\n";
}
File.saveString(table, output + File.separator + "wells.csv");
print(wells.length + " wells are in " + output + File.separator + "wells.csv");

// The well that a path tells, as A01.
function well(path) {
  start = lastIndexOf(path, "/") + 1;
  name = substring(path, start);
  folders = substring(path, 0, start);
  found = newArray(0);
  for (digits = 2; digits > 0; digits--) {
    inName = wellsIn(name, digits);
    inFolders = wellsIn(folders, digits);
    found = Array.concat(found, inName, Array.reverse(inFolders)); // the innermost folder first
  }
  if (found.length == 0) return "unknown";
  for (k = 1; k < found.length; k++) {
    if (found[k] != found[0]) {
      print(path + " is taken for well " + found[0] + ", not " + found[k]);
      k = found.length;
    }
  }
  return found[0];
}

// All wells in a text: a letter from A to P and a number from 1 to 24, of so many digits at least, and
// neither a letter nor a digit around both.
function wellsIn(text, digits) {
  all = newArray(0);
  number = "(0?[1-9]|1[0-9]|2[0-4])";
  if (digits == 2) number = "(0[1-9]|1[0-9]|2[0-4])";
  pattern = "^([A-P])[ _-]*" + number + "([^A-Za-z0-9].*)?$";
  text = " " + text;
  for (k = 1; k < lengthOf(text); k++) {
    rest = substring(text, k);
    if (matches(substring(text, k - 1, k), "[^A-Za-z0-9]") && matches(rest, pattern))
      all = Array.concat(all, substring(rest, 0, 1) + IJ.pad(parseInt(replace(rest, pattern, "$2")), 2));
  }
  return all;
}

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
