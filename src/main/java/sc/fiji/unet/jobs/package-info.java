/**
 * One class for each thing people want done, with its settings and its outcome. From here on down
 * nobody knows ImageJ.
 */
package sc.fiji.unet.jobs;
