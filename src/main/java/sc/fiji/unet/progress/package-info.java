/** What long work, and bad input, tell the one who waits. */
package sc.fiji.unet.progress;
