/** Images larger than memory, in files and folders that are read and written part by part. */
package sc.fiji.unet.formats;
