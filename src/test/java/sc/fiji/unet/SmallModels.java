package sc.fiji.unet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.library.OpenModel;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.network.TorchScript;
import sc.fiji.unet.network.UNet;
import sc.fiji.unet.runtime.Compute;
import sc.fiji.unet.runtime.Network;
import sc.fiji.unet.runtime.Torch;

/** Tiny networks with random weights, and images for them. */
public final class SmallModels {

  /** On the processor, in 32 bit. */
  public static final Compute COMPUTE = Compute.onCpu(Precision.FP32);

  private SmallModels() {}

  /** Random values for every parameter: no bias is 0, no variance 1. */
  public static void randomize(Block block, long seed) {
    Random random = new Random(seed);
    for (Parameter parameter : block.getParameters().values()) {
      NDArray array = parameter.getArray();
      float[] values = new float[(int) array.size()];
      double scale =
          parameter.getType() == Parameter.Type.WEIGHT
              ? Math.sqrt(2.0 / array.getShape().slice(1).size())
              : 0.3;
      boolean positive =
          parameter.getType() == Parameter.Type.GAMMA
              || parameter.getType() == Parameter.Type.RUNNING_VAR;
      for (int i = 0; i < values.length; i++)
        values[i] = (float) (positive ? 0.5 + random.nextDouble() : scale * random.nextGaussian());
      array.set(values);
    }
  }

  /** Random weights in the form that a model package holds. */
  public static byte[] weights(Architecture architecture, long seed) {
    try (NDManager manager = Torch.newManager(COMPUTE)) {
      UNet network = new UNet(architecture);
      network.initialize(manager);
      randomize(network, seed);
      return TorchScript.archive(network, false);
    }
  }

  public static ModelDescription description(Architecture architecture) {
    List<String> classes =
        IntStream.range(0, architecture.classes()).mapToObj(i -> "class " + i).toList();
    return new ModelDescription("Small", architecture, 0, classes, Map.of());
  }

  public static OpenModel model(Architecture architecture, long seed) throws IOException {
    return model(description(architecture), weights(architecture, seed));
  }

  public static OpenModel model(ModelDescription description, byte[] weights) throws IOException {
    return new OpenModel(description, Network.open(description, weights, COMPUTE));
  }

  /** (x, y, channel), grey values around 100. */
  public static Img<FloatType> image(long seed, long... size) {
    Random random = new Random(seed);
    Img<FloatType> image = ArrayImgs.floats(size);
    for (FloatType pixel : image) pixel.set((float) (100 + 20 * random.nextGaussian()));
    return image;
  }
}
