package sc.fiji.unet.jobs;

import java.awt.Rectangle;
import java.util.OptionalDouble;

/**
 * An image that was held back, and how well it is found.
 *
 * @param image its name
 * @param plane from 1
 * @param reached from 0 to 1
 * @param before what the model that the training began with had reached; empty if there was none,
 *     or it cannot be compared
 * @param leastSure where the network is least sure, in pixels of the image
 */
public record JudgedImage(
    String image, int plane, double reached, OptionalDouble before, Rectangle leastSure) {}
