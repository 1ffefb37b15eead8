package sc.fiji.unet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The order in which a network has its axes.
 *
 * @param axes b (batch), c (channel), y and x in any order; b and c may be left out
 */
public record AxisOrder(String axes) {

  private static final String OURS = "bcyx";

  public AxisOrder {
    boolean known = axes.chars().allMatch(axis -> OURS.indexOf(axis) >= 0);
    boolean twice = axes.chars().distinct().count() < axes.length();
    if (!known || twice || !axes.contains("y") || !axes.contains("x"))
      throw new IllegalArgumentException(
          "The axes are "
              + axes
              + "; supported are y and x, with or without b (batch) and c (channel), each once.");
  }

  /**
   * @param tensor (n, channel, y, x); n or channel is 1 where the network has no such axis
   */
  public NDArray from(NDArray tensor) {
    NDArray ordered = tensor.transpose(complete().chars().map(OURS::indexOf).toArray());
    return ordered.reshape(ordered.getShape().slice(0, axes.length()));
  }

  /**
   * @return (n, channel, y, x); n or channel is 1 where the network has no such axis
   */
  public NDArray to(NDArray tensor) {
    Shape shape = tensor.getShape();
    for (int i = axes.length(); i < OURS.length(); i++) shape = shape.add(1);
    return tensor.reshape(shape).transpose(OURS.chars().map(complete()::indexOf).toArray());
  }

  /** The axes, and behind them those of length 1 that the network has not. */
  private String complete() {
    return axes
        + IntStream.range(0, OURS.length())
            .mapToObj(i -> OURS.substring(i, i + 1))
            .filter(axis -> !axes.contains(axis))
            .collect(Collectors.joining());
  }
}
