/** The package format of bioimage.io, both ways. */
package sc.fiji.unet.bioimageio;
