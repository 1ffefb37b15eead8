/** Numbers from two label images. */
package sc.fiji.unet.metrics;
