package sc.fiji.unet.jobs;

/**
 * What one look at the installation gave.
 *
 * @param good whether nothing is to be done
 * @param about a word or two: "Memory"
 * @param sentence for people; if it is not good, with the way out
 */
public record Finding(boolean good, String about, String sentence) {}
