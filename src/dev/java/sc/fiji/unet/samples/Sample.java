package sc.fiji.unet.samples;

import ij.ImagePlus;

/**
 * An image and its ground truth, of the same size and calibration.
 *
 * @param image what a microscope would show
 * @param truth what an expert would draw
 */
record Sample(ImagePlus image, ImagePlus truth) {}
