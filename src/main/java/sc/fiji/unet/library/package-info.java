/** Finds, installs, tests and saves models. */
package sc.fiji.unet.library;
