package sc.fiji.unet;

import ij.ImagePlus;
import ij.process.ByteProcessor;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;

/**
 * Segments an image in a process of its own, for {@link OfflineTest}: prints what came of it, and
 * where anything wanted to connect to.
 */
final class Offline {

  private Offline() {}

  public static void main(String[] arguments) throws IOException {
    List<URI> wanted = new CopyOnWriteArrayList<>();
    ProxySelector.setDefault(
        new ProxySelector() {
          @Override
          public List<Proxy> select(URI uri) {
            wanted.add(uri);
            return List.of(Proxy.NO_PROXY);
          }

          @Override
          public void connectFailed(URI uri, SocketAddress address, IOException e) {}
        });
    ByteProcessor pixels = new ByteProcessor(256, 256);
    pixels.setValue(200);
    for (int i = 0; i < 5; i++) pixels.fillOval(20 + 45 * i, 30 + 40 * i, 30, 30);
    try (UNetModel model = UNetModel.open("Fluorescent nuclei")) {
      System.out.println(
          model
              .segment(new ImagePlus("discs", pixels), model.defaults().diameter(30), Progress.NONE)
              .objects());
    } catch (UserException e) {
      System.out.println(e.getMessage());
    }
    System.out.println(wanted);
  }
}
