// How the bundled model "EM membranes" was trained: the two recorded lines, which were run one after
// the other.
//
//   bin/imagej --headless -macro macros/models/Train_EM_membranes.ijm FOLDER
//
// FOLDER (its whole path) holds train-volume.tif and train-labels.tif, the 20 labelled slices of
// the ISBI 2012 challenge; slices 0-15 are learned from, 16-19 are held back for validation. The
// network sees the slices above and below, in which a membrane that is cut flat shows. The second
// line goes on with the network and lets membranes count more, which closes gaps in them; it was run when
// such a training still learned at the full rate instead of a tenth of it. The
// package shows the project's own sample image; run it from the project's folder. The model is
// written to EM-membranes-2.zip in the home folder.

folder = getArgument();
home = getDirectory("home");
data = "images=[" + folder + "/train-volume.tif] annotations=[" + folder + "/train-labels.tif] name=[EM membranes] author=[U-Net for Fiji developers] example=[sample-data/em-membranes.tif] precision=fp32 ";
run("U-Net Train...", data + "save=[" + home + "EM-membranes-1.zip] minutes=95 iterations=0 filters=16 depth=4 classes=1 background=3 context=1 seed=1");
run("U-Net Train...", data + "save=[" + home + "EM-membranes-2.zip] minutes=25 iterations=0 classes=1 background=10 from=[" + home + "EM-membranes-1.zip] seed=2");
