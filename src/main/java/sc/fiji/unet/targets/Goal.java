package sc.fiji.unet.targets;

/**
 * What a network is to learn of annotations.
 *
 * @param classes 1 for objects and background; else annotations hold numbers of classes, from 0
 * @param separate whether objects that touch are told apart: the network learns a distance, too
 * @param throughSlices whether objects go on through the slices of a stack
 */
public record Goal(int classes, boolean separate, boolean throughSlices) {}
