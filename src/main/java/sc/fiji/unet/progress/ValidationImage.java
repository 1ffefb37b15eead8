package sc.fiji.unet.progress;

/**
 * A part of an image that was held back, and what a network says of it; all row by row.
 *
 * @param width in pixels
 * @param height in pixels
 * @param image normalised values of one channel
 * @param objects as annotated, 0 is background
 * @param foreground probability that a pixel belongs to an object
 * @param shown what tells most of the prediction, from 0 to 1: the distance to the edge of its
 *     object if that is learned, else the foreground
 */
public record ValidationImage(
    int width, int height, float[] image, int[] objects, float[] foreground, float[] shown) {}
