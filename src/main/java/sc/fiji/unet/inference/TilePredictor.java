package sc.fiji.unet.inference;

import net.imglib2.Interval;
import sc.fiji.unet.images.NormalizedImage;
import sc.fiji.unet.images.Tile;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.runtime.NativeMemoryException;
import sc.fiji.unet.runtime.Network;

/** Predicts a tile: a function of the image around it, and of nothing else. */
public final class TilePredictor {

  private final Prediction prediction;

  /**
   * @param network stays open as long as this is used
   * @param testTimeAugmentation whether to average over the flips and rotations of each tile:
   *     eight, or four where the network's sizes differ, and so many times as slow
   */
  public TilePredictor(ModelDescription model, Network network, boolean testTimeAugmentation) {
    this(model, network::predict, testTimeAugmentation);
  }

  TilePredictor(ModelDescription model, Prediction network, boolean testTimeAugmentation) {
    prediction = testTimeAugmentation ? new Averaging(network, model.input().isSquare()) : network;
  }

  /**
   * The probabilities of a tile.
   *
   * @return those of the tile's core, axis order (channel, y, x)
   * @throws NativeMemoryException if there is too little native memory for a tile of this size
   */
  public float[] predict(NormalizedImage image, Tile tile) {
    return predict(image.read(tile.source()), tile);
  }

  /**
   * @param values of the tile's source, as {@link NormalizedImage#read} gives them
   */
  float[] predict(float[] values, Tile tile) {
    Interval core = tile.core();
    Interval source = tile.source();
    int height = Math.toIntExact(source.dimension(1));
    int width = Math.toIntExact(source.dimension(0));
    float[] map = prediction.predict(values, height, width);
    return crop(
        map,
        height,
        width,
        (int) (core.min(1) - source.min(1)),
        (int) (core.min(0) - source.min(0)),
        (int) core.dimension(1),
        (int) core.dimension(0));
  }

  private static float[] crop(
      float[] map, int height, int width, int top, int left, int rows, int columns) {
    if (rows == height && columns == width) return map;
    int channels = map.length / height / width;
    float[] part = new float[channels * rows * columns];
    for (int c = 0; c < channels; c++)
      for (int y = 0; y < rows; y++)
        System.arraycopy(
            map, (c * height + top + y) * width + left, part, (c * rows + y) * columns, columns);
    return part;
  }
}
