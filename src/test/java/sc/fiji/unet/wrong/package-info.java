/**
 * A house in which rooms import what they may not, for {@link sc.fiji.unet.RoomsTest}; only {@code
 * metrics} behaves.
 */
package sc.fiji.unet.wrong;
