/** Maps become label images, label images outlines. */
package sc.fiji.unet.labels;
