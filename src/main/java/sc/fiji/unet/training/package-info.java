/** State, augmentation, loss, optimiser, loop: how a network learns. */
package sc.fiji.unet.training;
