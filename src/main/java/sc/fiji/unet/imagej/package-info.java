/** ImageJ's images in and results out, with and without a screen. */
package sc.fiji.unet.imagej;
