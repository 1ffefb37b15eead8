/** Windows: the plot of a training, the ROI Manager; never without a screen. */
package sc.fiji.unet.display;
