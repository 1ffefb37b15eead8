// Trains a bundled model further on images of your own, and segments the rest of them.
//
// In Fiji: File > New > Script..., Language > Groovy, Run; it asks for two folders. Without a screen the
// folders follow the script:  groovy -cp "jars/*:plugins/*" examples/train_and_segment.groovy FOLDER RESULTS
// and, if you like, the minutes to train and the model to begin with.
//
// FOLDER holds images: those with an annotation, cells.tif and cells-truth.tif, are trained on, those
// without are segmented. RESULTS gets the model, label images and tables.

import ij.IJ
import sc.fiji.unet.UNetModel
import sc.fiji.unet.imagej.GeoJson
import sc.fiji.unet.progress.Progress

def given = binding.hasVariable("args") ? args : []
def folder = new File(given ? given[0] : IJ.getDirectory("Folder of the images"))
def results = new File(given ? given[1] : IJ.getDirectory("Folder for the results"))
def minutes = given.size() > 2 ? given[2] as double : 10
def from = given.size() > 3 ? given[3] : "Fluorescent nuclei"
results.mkdirs()

def truthOf = { File file -> new File(file.path.replaceAll(/\.tif$/, "-truth.tif")) }
def images = folder.listFiles().findAll { it.name.endsWith(".tif") && !it.name.endsWith("-truth.tif") }.sort()
def (annotated, others) = images.split { truthOf(it).exists() }

def training = UNetModel.train("My nuclei").startFrom(from).minutes(minutes)
annotated.each { training.add(IJ.openImage(it.path), IJ.openImage(truthOf(it).path)) }

def model = training.run(new File(results, "my-nuclei.zip").toPath(), Progress.NONE)
try {
  others.each { file ->
    def image = IJ.openImage(file.path)
    def found = model.segment(image, model.defaults().minimumSize(20))
    def name = file.name - ".tif"
    IJ.saveAsTiff(found.labels(), new File(results, name + " labels.tif").path)
    found.table().save(new File(results, name + " measurements.csv").path)
    GeoJson.save(found.rois(), image, GeoJson.ObjectType.DETECTION, new File(results, name + " objects.geojson").toPath())
    println "${file.name}: ${found.objects()} objects"
  }
} finally {
  model.close() // the network's memory is not Java's
}
