/** ConvBlock to UNet, and their TorchScript. */
package sc.fiji.unet.network;
