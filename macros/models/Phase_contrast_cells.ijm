// Trains the model "Phase-contrast cells" and measures it.
//
//   bin/imagej --headless -macro macros/models/Phase_contrast_cells.ijm 'input=FOLDER output=FOLDER'
//
// input   folder with phase-t98g/images and phase-t98g/labels, T98G glioblastoma cells with label images (Usiigaci,
//         Tsai et al., SoftwareX 2019, doi:10.1016/j.softx.2019.02.007; MIT), and deepcell2016/HeLa_joint/set1 to
//         set5, HeLa cells with masks of their inside and edge (Van Valen et al., PLoS Comput. Biol. 2016,
//         doi:10.1371/journal.pcbi.1005177)
// output  gets the model and the evaluation
//
// The last fifth of either set, by name, is not trained on, nor are set04 and set23, the fields of set39 and set40 at
// another time; the figures are of it, first T98G, then HeLa. Run it from the project's folder: the package shows the
// project's own sample image.

var input = value("input");
var output = value("output");

setBatchMode(true);
folders = newArray("", "/training", "/training/images", "/training/labels", "/T98G", "/T98G found", "/HeLa", "/HeLa found");
for (i = 0; i < folders.length; i++) File.makeDirectory(output + folders[i]);
glioblastoma = input + "/phase-t98g";
hela = input + "/deepcell2016/HeLa_joint/set";
names = getFileList(glioblastoma + "/images");
Array.sort(names);
first = Math.round(0.8 * names.length); // not trained on, from here
for (i = 0; i < names.length; i++) {
  label = replace(names[i], ".tif", ".png");
  if (i >= first) File.copy(glioblastoma + "/labels/" + label, output + "/T98G/" + label);
  else if (names[i] != "set04.tif" && names[i] != "set23.tif") {
    File.copy(glioblastoma + "/images/" + names[i], output + "/training/images/" + names[i]);
    File.copy(glioblastoma + "/labels/" + label, output + "/training/labels/" + label);
  }
}
for (i = 1; i <= 4; i++) {
  File.copy(hela + i + "/phase.png", output + "/training/images/hela" + i + ".png");
  cells(hela + i, output + "/training/labels/hela" + i + ".png");
}
cells(hela + 5, output + "/HeLa/hela5.png");

model = output + "/phase-contrast-cells.zip";
run("U-Net Train...", "images=[" + output + "/training/images] annotations=[" + output + "/training/labels] name=[Phase-contrast cells] save=[" + model + "] objects=separate iterations=2500 filters=16 depth=4 seed=1 author=[U-Net for Fiji developers] example=[sample-data/phase-cells.tif] half replace resume");
for (i = first; i < names.length; i++) segment(glioblastoma + "/images/" + names[i], names[i], "T98G found");
segment(hela + "5/phase.png", "hela5.png", "HeLa found");
evaluate("T98G");
evaluate("HeLa");

// Each inside grows over its edge, up to half the way to the next one.
function cells(folder, file) {
  open(folder + "/feature_1.png");
  rename("inside");
  mask();
  run("Duplicate...", "title=between");
  run("Voronoi");
  mask();
  run("Maximum...", "radius=0.5"); // so that cells do not touch across corners
  open(folder + "/feature_0.png");
  rename("edge");
  mask();
  imageCalculator("OR", "inside", "edge");
  imageCalculator("Subtract", "inside", "between");
  selectImage("inside");
  saveAs("PNG", file);
  close("*");
}

// What is not 0 becomes 255.
function mask() {
  setThreshold(1, 65535);
  run("Convert to Mask");
}

function segment(file, name, folder) {
  open(file);
  rename(name);
  run("U-Net Segment...", "model=[" + model + "] labels save=[" + output + "/" + folder + "]");
  close("*");
}

function evaluate(set) {
  run("U-Net Evaluate...", "prediction=[" + output + "/" + set + " found] truth=[" + output + "/" + set + "] save=[" + output + "/" + set + " found]");
}

function value(key) {
  argument = " " + getArgument() + " ";
  start = indexOf(argument, " " + key + "=");
  if (start < 0) exit(key + "=FOLDER is missing");
  rest = substring(argument, start + lengthOf(key) + 2);
  return substring(rest, 0, indexOf(rest, " "));
}
