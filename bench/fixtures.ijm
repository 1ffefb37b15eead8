// What bench/fixtures compares: macro strings of the docs, in 32 bit.
//
// argument: an empty folder, and a foreign model's file or nothing, with a line break between them

var arguments = split(getArgument() + "\n ", "\n");
var output = arguments[0];
var foreign = String.trim(arguments[1]);
var all = " threshold=0.5 minimum=20 precision=fp32 labels rois table probabilities save=[" + output;
var em = "model=[EM membranes]";

setBatchMode(true);

// U-Net Segment...
segment("em-membranes", em + " tile=0", "default");
segment("em-membranes", em + " tile=224", "tiles");
segment("em-membranes", em + " tile=224 average", "average");
open("sample-data/em-membranes.tif");
makeOval(40, 30, 150, 120);
run("U-Net Segment...", em + all + "/selection]");
close("*");
open("sample-data/em-membranes.tif");
setVoxelSize(6, 6, 50, "nm");
run("U-Net Segment...", em + all + "/resampled]");
close("*");
open("sample-data/em-membranes.tif");
run("RGB Color", "slices");
run("U-Net Segment...", em + all + "/rgb]");
close("*");

// U-Net Train..., and the models that it makes
open("sample-data/nuclei.tif");
open("sample-data/nuclei-truth.tif");
run("U-Net Train...", "images=nuclei.tif annotations=nuclei-truth.tif name=[My nuclei] iterations=5 seed=1"
    + " precision=fp32 author=nobody save=[" + output + "/nuclei.zip]");
close("*");
segment("nuclei", "model=[" + output + "/nuclei.zip] tile=0", "nuclei");
run("U-Net Train...", "images=[sample-data/em-membranes.tif] annotations=[sample-data/em-membranes-truth.tif]"
    + " name=[EM again] iterations=5 seed=1 precision=fp32 author=nobody background=5 from=[EM membranes]"
    + " save=[" + output + "/em.zip]");
run("U-Net Train...", "images=[sample-data/em-membranes.tif] annotations=[sample-data/em-membranes-truth.tif]"
    + " name=[EM] iterations=5 seed=1 precision=fp32 author=nobody context=1 filters=8 depth=3"
    + " save=[" + output + "/context.zip]");
open("sample-data/nuclei-truth.tif");
run("Max...", "value=1 stack");
saveAs("Tiff", output + "/mask.tif");
close("*");
run("U-Net Train...", "images=[sample-data/nuclei.tif] annotations=[" + output + "/mask.tif]"
    + " name=Classes iterations=5 seed=1 precision=fp32 author=nobody classes=2 filters=8 depth=3"
    + " save=[" + output + "/classes.zip]");
segment("nuclei", "model=[" + output + "/classes.zip] tile=0", "classes");

// A model of others
if (foreign != "") segment("nuclei", "model=[" + foreign + "] tile=0", "foreign");

// U-Net Evaluate... and U-Net Models..., which write to the Log
print("evaluate probabilities");
run("U-Net Evaluate...", "prediction=[" + output + "/default/em-membranes probabilities.tif]"
    + " truth=[sample-data/em-membranes-truth.tif]");
print("evaluate labels");
run("U-Net Evaluate...", "prediction=[" + output + "/nuclei/nuclei labels.tif] truth=[sample-data/nuclei-truth.tif]");
run("U-Net Models...", "action=inspect model=[EM membranes]");
if (foreign != "") run("U-Net Models...", "action=inspect model=[" + foreign + "]");

function segment(sample, options, name) {
  open("sample-data/" + sample + ".tif");
  run("U-Net Segment...", options + all + "/" + name + "]");
  close("*");
}
