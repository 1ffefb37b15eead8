package sc.fiji.unet.runtime;

import ai.djl.ndarray.NDManager;
import java.io.ByteArrayInputStream;
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
public final class CompiledUNet implements Network {

  private final Architecture architecture;
  private final NativeNetwork network;

  CompiledUNet(Architecture architecture, byte[] weights, Compute compute) throws IOException {
    this.architecture = architecture;
    // Before memory is taken for as many as the description says.
    if (weights.length < 4 * architecture.parameters())
      throw new IOException("The weights are fewer than those of the network.");
    try (NDManager memory = Torch.newManager(compute)) {
      UNet blocks = new UNet(architecture);
      blocks.initialize(memory);
      TorchScript.read(new ByteArrayInputStream(weights), blocks);
      network = new NativeNetwork(TorchModule.of(blocks, compute.prediction(), compute), compute);
    }
  }

  @Override
  public Tiling tiling() {
    return new Tiling.Exact(architecture.stride(), architecture.halo());
  }

  @Override
  public long bytesPerPixel() {
    return architecture.predictionBytesPerPixel();
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
  public void close() {
    network.close();
  }
}
