/** What a person annotated becomes what a network is to learn. */
package sc.fiji.unet.targets;
