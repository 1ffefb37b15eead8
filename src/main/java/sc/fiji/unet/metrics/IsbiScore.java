package sc.fiji.unet.metrics;

/**
 * The ISBI 2012 scores of a probability map, one slice's or the average of several.
 *
 * @param vRand V_rand after border thinning, 0 to 1 (perfect); see {@link SplitMergeScore#rand}
 * @param vInfo V_info after border thinning, 0 to 1 (perfect); see {@link
 *     SplitMergeScore#information}
 * @param pixelError share of pixels on the wrong side of the threshold, 0 (perfect) to 1
 * @param threshold lowest probability that counts as inside of a cell
 */
public record IsbiScore(double vRand, double vInfo, double pixelError, double threshold) {}
