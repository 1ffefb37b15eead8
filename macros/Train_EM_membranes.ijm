// How the bundled model "EM membranes" was trained: the recorded lines, and nothing else.
//
//   bin/imagej --headless -macro macros/Train_EM_membranes.ijm FOLDER
//
// FOLDER (its whole path) holds train-volume.tif and train-labels.tif, the 20 labelled slices of
// the ISBI 2012 challenge; slices 0-15 are learned from, 16-19 are held back for validation. The
// second line goes on with the first one's network and lets membranes count more, which closes
// their gaps. The model is written to EM-membranes.zip in the home folder.

folder = getArgument();
home = getDirectory("home");
run("U-Net Train...", "images=[" + folder + "/train-volume.tif] annotations=[" + folder + "/train-labels.tif] name=[EM membranes] save=[" + home + "EM-membranes-1.zip] minutes=60 iterations=0 filters=16 depth=4 classes=1 background=1 seed=1");
run("U-Net Train...", "images=[" + folder + "/train-volume.tif] annotations=[" + folder + "/train-labels.tif] name=[EM membranes] save=[" + home + "EM-membranes.zip] minutes=22 iterations=0 classes=1 background=10 from=[" + home + "EM-membranes-1.zip] seed=2");
