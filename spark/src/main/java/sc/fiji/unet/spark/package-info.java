/** Segmentation of an OME-Zarr image on Apache Spark: many computers, or the cores of one. */
package sc.fiji.unet.spark;
