/** Menu entries: a dialog or macro keys become settings, an error a sentence. */
package sc.fiji.unet.commands;
