package sc.fiji.unet.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.model.Tiling;

/** A network that goes on on the processor where another device fails. */
final class GuardedNetwork implements Network {

  /** A device whose memory does not hold this, in pixels along x or y, is of no use. */
  private static final int SMALL = 512;

  private final Opening opening;
  private final Placement place;
  private Network network;
  private boolean moved;
  private boolean closed;
  private Optional<String> remark;

  /** Opens the network where it is told to. */
  interface Opening {
    Network on(Compute compute) throws IOException;
  }

  GuardedNetwork(Opening opening, Placement place) throws IOException {
    this.opening = opening;
    this.place = place;
    remark = place.remark();
    try {
      network = opening.on(place.compute());
    } catch (IOException | RuntimeException e) {
      if (place.compute().isOnCpu()) throw e;
      network = opening.on(place.compute().otherwise());
      moved(e);
    }
  }

  private void moved(Exception reason) {
    moved = true;
    remark = Optional.of(place.compute().failure(reason));
  }

  /** The network to predict with after one failed; throws the reason where there is none. */
  private synchronized Network after(Network failed, RuntimeException reason) {
    if (closed || failed == network && (moved || place.compute().isOnCpu())) throw reason;
    if (failed == network)
      try {
        network = opening.on(place.compute().otherwise());
        moved(reason);
        failed.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e); // it could be read before
      } catch (RuntimeException e) {
        if (!moved) throw e;
        // What failed cannot be closed either.
      }
    return network;
  }

  private synchronized Network network() {
    return network;
  }

  @Override
  public float[] predict(float[] values, int... shape) {
    Network used = network();
    try {
      return used.predict(values, shape);
    } catch (NativeMemoryException e) {
      if (Arrays.stream(shape).max().orElseThrow() > SMALL) throw e; // a smaller tile may do
      return after(used, e).predict(values, shape);
    } catch (RuntimeException e) {
      return after(used, e).predict(values, shape);
    }
  }

  @Override
  public Tiling tiling() {
    return network().tiling();
  }

  @Override
  public long bytesPerPixel() {
    return network().bytesPerPixel();
  }

  @Override
  public Set<Precision> precisions() {
    return network().precisions();
  }

  @Override
  public Compute compute() {
    return network().compute();
  }

  @Override
  public synchronized Optional<GpuFacts.Card> card() {
    return moved ? Optional.empty() : place.card();
  }

  @Override
  public synchronized Optional<String> news() {
    Optional<String> news = remark;
    remark = Optional.empty();
    return news;
  }

  @Override
  public synchronized void execute(Runnable work) {
    network.execute(work); // none that is closed meanwhile
  }

  @Override
  public synchronized void close() {
    closed = true;
    network.close();
  }
}
