package sc.fiji.unet.model;

import java.util.List;

/** How an image may be cut into tiles for a network. Lengths are pixels. */
public sealed interface Tiling {

  /**
   * Stitched tiles equal the whole: the network's receptive field is known.
   *
   * @param stride multiple to which tiles must be aligned
   * @param halo how far an aligned block of output looks beyond itself
   */
  record Exact(int stride, int halo) implements Tiling {}

  /**
   * Overlapping tiles are blended: no more is known than which sizes the network takes.
   *
   * @param sizes along x, y (and z)
   * @param halo along x, y (and z): so much at each side of an output is worth nothing
   */
  record Blended(List<AxisSize> sizes, List<Integer> halo) implements Tiling {

    public Blended {
      sizes = List.copyOf(sizes);
      halo = List.copyOf(halo);
    }
  }
}
