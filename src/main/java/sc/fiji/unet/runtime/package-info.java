/**
 * Runs a network on a device, in a precision, within a memory: arrays in, arrays out; the one door
 * to PyTorch's memory.
 */
package sc.fiji.unet.runtime;
