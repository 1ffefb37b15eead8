/** A tile is a pure function; an image is its tiles. */
package sc.fiji.unet.inference;
