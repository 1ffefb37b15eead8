/** The way in for scripts: {@link sc.fiji.unet.UNetModel}, whose Javadoc is the tutorial. */
package sc.fiji.unet;
