package sc.fiji.unet.network;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.Iterator;
import sc.fiji.unet.model.Architecture;

/**
 * The layers of a U-Net in loops over double arrays, each straight from its definition: what the
 * blocks are compared with. Images are [channel][y][x]. Weights are taken from a block one after
 * the other, in the order in which the layers are called here.
 */
final class PlainNetwork {

  private final Iterator<Parameter> parameters;

  PlainNetwork(Block weights) {
    parameters = weights.getParameters().values().iterator();
  }

  /** Whether all weights were used. */
  boolean isComplete() {
    return !parameters.hasNext();
  }

  double[][][] unet(Architecture architecture, double[][][] image) {
    int depth = architecture.depth();
    double[][][][] skips = new double[depth][][][];
    double[][][] x = image;
    for (int level = 0; level < depth; level++) {
      skips[level] = convBlock(x, architecture.filters(level));
      x = maxPool(skips[level]);
    }
    x = convBlock(x, architecture.filters(depth));
    for (int level = depth - 1; level >= 0; level--)
      x = decoder(x, skips[level], architecture.filters(level));
    x = convolution(x, architecture.classes(), 1);
    return architecture.classes() == 1 ? sigmoid(x) : softmax(x);
  }

  double[][][] decoder(double[][][] x, double[][][] skip, int filters) {
    return convBlock(concatenate(upConvolution(x, filters), skip), filters);
  }

  double[][][] convBlock(double[][][] x, int filters) {
    for (int i = 0; i < 2; i++) x = reluOfBatchNorm(convolution(x, filters, 3));
    return x;
  }

  /** Weight [out][in][size][size], bias; the image is 0 outside. */
  double[][][] convolution(double[][][] x, int filters, int size) {
    float[] weight = next("weight");
    float[] bias = next("bias");
    int margin = size / 2;
    double[][][] y = new double[filters][x[0].length][x[0][0].length];
    for (int o = 0; o < filters; o++)
      for (int r = 0; r < y[o].length; r++)
        for (int c = 0; c < y[o][r].length; c++) {
          double sum = bias[o];
          for (int i = 0; i < x.length; i++)
            for (int v = 0; v < size; v++)
              for (int u = 0; u < size; u++) {
                int row = r + v - margin;
                int column = c + u - margin;
                if (row >= 0 && row < x[i].length && column >= 0 && column < x[i][row].length)
                  sum += weight[((o * x.length + i) * size + v) * size + u] * x[i][row][column];
              }
          y[o][r][c] = sum;
        }
    return y;
  }

  /** Keras' batch normalisation in prediction: running statistics, epsilon 1e-3. */
  private double[][][] reluOfBatchNorm(double[][][] x) {
    float[] gamma = next("gamma");
    float[] beta = next("beta");
    float[] mean = next("runningMean");
    float[] variance = next("runningVar");
    for (int i = 0; i < x.length; i++)
      for (double[] row : x[i])
        for (int c = 0; c < row.length; c++) {
          double normal = (row[c] - mean[i]) / Math.sqrt(variance[i] + 1e-3);
          row[c] = Math.max(0, gamma[i] * normal + beta[i]);
        }
    return x;
  }

  static double[][][] maxPool(double[][][] x) {
    double[][][] y = new double[x.length][x[0].length / 2][x[0][0].length / 2];
    for (int i = 0; i < y.length; i++)
      for (int r = 0; r < y[i].length; r++)
        for (int c = 0; c < y[i][r].length; c++)
          y[i][r][c] =
              Math.max(
                  Math.max(x[i][2 * r][2 * c], x[i][2 * r][2 * c + 1]),
                  Math.max(x[i][2 * r + 1][2 * c], x[i][2 * r + 1][2 * c + 1]));
    return y;
  }

  /** Weight [in][out][2][2], bias: each pixel paints a 2x2 square. */
  double[][][] upConvolution(double[][][] x, int filters) {
    float[] weight = next("weight");
    float[] bias = next("bias");
    double[][][] y = new double[filters][2 * x[0].length][2 * x[0][0].length];
    for (int o = 0; o < filters; o++)
      for (int r = 0; r < y[o].length; r++)
        for (int c = 0; c < y[o][r].length; c++) {
          y[o][r][c] = bias[o];
          for (int i = 0; i < x.length; i++)
            y[o][r][c] += weight[((i * filters + o) * 2 + r % 2) * 2 + c % 2] * x[i][r / 2][c / 2];
        }
    return y;
  }

  private static double[][][] concatenate(double[][][] first, double[][][] second) {
    double[][][] all = new double[first.length + second.length][][];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private static double[][][] sigmoid(double[][][] x) {
    for (double[] row : x[0])
      for (int c = 0; c < row.length; c++) row[c] = 1 / (1 + Math.exp(-row[c]));
    return x;
  }

  private static double[][][] softmax(double[][][] x) {
    for (int r = 0; r < x[0].length; r++)
      for (int c = 0; c < x[0][r].length; c++) {
        double sum = 0;
        for (double[][] channel : x) sum += Math.exp(channel[r][c]);
        for (double[][] channel : x) channel[r][c] = Math.exp(channel[r][c]) / sum;
      }
    return x;
  }

  private float[] next(String name) {
    Parameter parameter = parameters.next();
    if (!parameter.getName().equals(name))
      throw new AssertionError(parameter.getName() + " comes where " + name + " was expected");
    return parameter.getArray().toFloatArray();
  }
}
