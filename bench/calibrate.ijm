// What calibrating a model to unannotated images of another microscope gives, on other images of it.
//
//   bin/imagej --headless -macro bench/calibrate.ijm 'model=NAME images=FILE test=FILE truth=FILE diameter=N'
//
// Paths without spaces; slices of stacks are images of their own. Without diameter it is measured.

model = value("model"); // of several words: with _ for the spaces
model = replace(model, "_", " ");
diameter = value("diameter");
if (diameter != "") diameter = "diameter=" + diameter;
calibrated = getDirectory("temp") + "calibrated.zip";
deleted = File.delete(calibrated);
run("U-Net Calibrate...", "model=[" + model + "] images=[" + value("images") + "] save=[" + calibrated + "] " + diameter);
measure(model);
measure(calibrated);
deleted = File.delete(calibrated);

function measure(model) {
  planes(value("truth"), "truth");
  planes(value("test"), "image");
  run("U-Net Segment...", "model=[" + model + "] " + diameter);
  run("U-Net Evaluate...", "prediction=[image labels] truth=truth");
  close("*");
}

function planes(file, title) {
  open(file);
  rename(title);
  n = nSlices;
  run("Properties...", "channels=1 slices=1 frames=" + n + " unit=pixel pixel_width=1 pixel_height=1");
}

function value(key) {
  argument = " " + getArgument() + " ";
  start = indexOf(argument, " " + key + "=");
  if (start < 0) return "";
  rest = substring(argument, start + lengthOf(key) + 2);
  return substring(rest, 0, indexOf(rest, " "));
}
