/** What a model says of itself: data, no work. */
package sc.fiji.unet.model;
