package sc.fiji.unet.runtime;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.Set;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.model.Tiling;
import sc.fiji.unet.network.TorchScript;
import sc.fiji.unet.network.UNet;

/**
 * A U-Net of this plugin. Only numbers are taken from a file; the program is the plugin's own.
 * Outside the image it sees zeros, as in training.
 */
final class CompiledUNet implements Network {

  private final Architecture architecture;
  private final Compute compute;
  private final NativeNetwork network;

  CompiledUNet(Architecture architecture, byte[] weights, Compute compute) throws IOException {
    this.architecture = architecture;
    this.compute = compute;
    try (NDManager memory = Torch.newManager(compute)) {
      UNet blocks = TorchScript.open(architecture, weights, memory);
      network = new NativeNetwork(TorchModule.of(blocks, compute.prediction(), compute), compute);
    }
  }

  @Override
  public Tiling tiling() {
    return new Tiling.Exact(architecture.stride(), architecture.halo());
  }

  @Override
  public Compute compute() {
    return compute;
  }

  @Override
  public long bytesPerPixel() {
    long bytes = architecture.predictionBytesPerPixel();
    return compute.precision() == Precision.BF16 ? bytes / 2 : bytes;
  }

  @Override
  public Set<Precision> precisions() {
    return Set.of(Precision.values());
  }

  @Override
  public float[] predict(float[] values, int... shape) {
    return network.predict(values, shape, network.module()::predict);
  }

  @Override
  public void execute(Runnable work) {
    network.execute(work);
  }

  @Override
  public void close() {
    network.close();
  }
}
