/** Files that live no longer than this run of ImageJ. */
package sc.fiji.unet.files;
