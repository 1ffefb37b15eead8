// Counts objects in each frame of time-lapses, and draws the counts as a curve.
//
// In ImageJ: Plugins > Macros > Run..., choose this file, and say where the images are: each file is one
// time-lapse. A stack whose slices are no frames yet (Image > Properties...) is taken for one.
// In the folder for the results you find counts.csv, which Excel and others open, with a line for each
// frame, and of each time-lapse the label image and a picture of the curve. A file that cannot be opened ends
// the macro: what was counted before it is in counts.csv. Take the file away, and start again.
//
// Without a screen, in one line:
//
//   fiji --headless -macro macros/U-Net/Count_Over_Time.ijm 'input=/data/movies output=/data/results'
//   bin/imagej --headless -macro macros/Count_Over_Time.ijm 'input=/data/movies output=/data/results'
//
// input    folder of the time-lapses
// output   folder for the results; it is made if it is not there
// model    name of a model, or its file
// All else that U-Net Segment... knows may follow, such as threshold=0.4 minimum=50; with link=t an object
// has the same label in all frames. Values with spaces stand in [brackets].

var argument = getArgument();
input = value("input", "");
output = value("output", "");
model = value("model", "Fluorescent nuclei");
if (argument == "") {
  Dialog.create("Count over time");
  Dialog.addDirectory("Time-lapses", "");
  Dialog.addDirectory("Results", "");
  Dialog.addString("Model", model, 25);
  Dialog.show();
  input = Dialog.getString();
  output = Dialog.getString();
  model = Dialog.getString();
}
more = without(without(without(argument, "input"), "output"), "model");
makeFolder(output);

setBatchMode(true);
table = output + File.separator + "counts.csv";
File.saveString("Image,Frame,Time,Unit,Objects,Mean area\n", table);
files = getFileList(input);
Array.sort(files);
for (f = 0; f < files.length; f++) {
  if (!matches(files[f], "(?i).*\\.(tiff?|avi|lsm|czi|nd2|lif)")) continue;
  if (endsWith(files[f], " labels.tif")) continue; // of an earlier run, into the same folder
  open(input + File.separator + files[f]);
  image = getImageID();
  name = getTitle();
  Stack.getDimensions(width, height, channels, slices, frames);
  if (frames == 1 && slices > 1) {
    frames = slices;
    Stack.setDimensions(channels, 1, frames);
  }
  before = nResults;
  run("U-Net Segment...", "model=[" + model + "] labels table save=[" + output + "] " + more);

  // The table has a line for each object, with its frame.
  counts = newArray(frames);
  areas = newArray(frames);
  selectImage(image);
  for (row = before; row < nResults; row++) {
    frame = 1;
    if (frames > 1) frame = getResult("Frame", row);
    counts[frame - 1] += 1;
    areas[frame - 1] += area(row);
  }

  // Where the image does not know its interval, the frames are counted.
  interval = Stack.getFrameInterval();
  Stack.getUnits(x, y, z, unit, v);
  if (interval == 0) unit = "frame";
  times = newArray(frames);
  lines = "";
  for (t = 0; t < frames; t++) {
    times[t] = t * interval;
    if (interval == 0) times[t] = t + 1;
    mean = 0;
    if (counts[t] > 0) mean = areas[t] / counts[t];
    if (t > 0) lines = lines + "\n";
    lines = lines + "\"" + name + "\"," + (t + 1) + "," + times[t] + "," + unit + "," + counts[t] + "," + mean;
  }
  File.append(lines, table);

  Plot.create("Objects in " + name, "Time (" + unit + ")", "Objects", times, counts);
  Plot.show();
  saveAs("PNG", output + File.separator + replace(name, "\\.[^.]*$", "") + " counts.png");
  close("*");
}
print("The counts are in " + table);

// The area of an object, whatever its unit.
function area(row) {
  headings = split(String.getResultsHeadings, "\t");
  for (i = 0; i < headings.length; i++) if (startsWith(headings[i], "Area (")) return getResult(headings[i], row);
  return NaN;
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
