/** ImgLib2 images: source, sink, tiles, resampling, scratch storage, statistics. */
package sc.fiji.unet.images;
