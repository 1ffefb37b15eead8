package sc.fiji.unet.runtime;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import sc.fiji.unet.model.Axes;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.NetworkOutput;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.model.ProcessingStep;
import sc.fiji.unet.model.ProcessingStep.ElementWise;
import sc.fiji.unet.model.ProcessingStep.Softmax;
import sc.fiji.unet.model.Tiling;
import sc.fiji.unet.network.ForeignArchive;
import sc.fiji.unet.progress.UserException;

/** A network of other programs, run as it is, once its program was checked. */
final class ForeignNetwork implements Network {

  private static final String OURS = "bcyx";

  /** Of a network of which nothing is known: those of a U-Net of 64 filters. */
  private static final long BYTES_PER_PIXEL = 1168;

  private final ModelDescription description;
  private final Compute compute;
  private final NativeNetwork network;

  /** To be tried in this order; one, once it is known. */
  private List<DataType> inputTypes = List.of(DataType.FLOAT32, DataType.FLOAT16, DataType.FLOAT64);

  ForeignNetwork(ModelDescription description, byte[] weights, Compute compute) throws IOException {
    this.description = description;
    this.compute = compute;
    if (!precisions().contains(compute.precision()))
      throw new UserException(
          String.format(
              "The model '%s' was not trained with this plugin; it runs in fp32 only.",
              description.name()));
    InputStream archive = new ByteArrayInputStream(ForeignArchive.checked(weights));
    try {
      network = new NativeNetwork(TorchModule.load(archive, compute), compute);
    } catch (IOException e) {
      throw new IOException("PyTorch cannot read its weights: " + reason(e) + ".", e);
    }
  }

  /** The first line of PyTorch's message that says something, and not where. */
  private static String reason(IOException error) {
    return error
        .getMessage()
        .replaceFirst("^The TorchScript archive cannot be read: ", "")
        .lines()
        .map(line -> line.strip().replaceFirst("\\.$", ""))
        .filter(line -> !line.isEmpty() && !line.endsWith(":"))
        .findFirst()
        .orElse("it says no reason");
  }

  @Override
  public Tiling tiling() {
    return new Tiling.Blended(description.input().sizes(), description.output().halo());
  }

  @Override
  public Compute compute() {
    return compute;
  }

  @Override
  public long bytesPerPixel() {
    return BYTES_PER_PIXEL;
  }

  @Override
  public Set<Precision> precisions() {
    return Set.of(Precision.FP32);
  }

  @Override
  public float[] predict(float[] values, int... shape) {
    float[] map = network.predict(values, shape, this::predict);
    int pixels = shape[0] * shape[1];
    for (ProcessingStep step : description.output().postprocessing()) apply(step, map, pixels);
    return map;
  }

  /** (1, channel, y, x) to the same. */
  private NDArray predict(NDArray image) {
    NetworkOutput output = description.output();
    Shape shape = image.getShape();
    Shape expected = new Shape(1, output.channels().size(), shape.get(2), shape.get(3));
    NDArray returned;
    try {
      NDArray result = float32(single(outputs(toNetwork(image, description.input().axes()))));
      returned =
          result.getShape().dimension() == output.axes().count()
              ? fromNetwork(result, output.axes())
              : result;
    } catch (EngineException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | UnsupportedOperationException e) { // the latter two: no array, or several
      RuntimeException cause = NativeMemoryException.of(e);
      if (cause instanceof NativeMemoryException) throw cause;
      throw new UserException(
          String.format(
              "The network of the model '%s' fails on an input of %s: %s",
              description.name(), shape, reason(e)),
          e);
    }
    if (!returned.getShape().equals(expected))
      throw new UserException(
          String.format(
              "The network of the model '%s' returns %s where its description says %s.",
              description.name(), returned.getShape(), expected));
    return returned;
  }

  /** The last line that PyTorch says: before it stands where it happened. */
  private static String reason(RuntimeException error) {
    String message = error.getMessage();
    if (message == null) return error.getClass().getSimpleName() + ".";
    return message
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .reduce((one, next) -> next)
        .orElse("");
  }

  /** Of a network whose weights may have half or double precision, which it wants its input in. */
  private NDList outputs(NDArray image) {
    EngineException first = null;
    for (DataType type : inputTypes) {
      try {
        NDList outputs = network.module().outputs(image.toType(type, false));
        inputTypes = List.of(type);
        return outputs;
      } catch (EngineException e) {
        RuntimeException cause = NativeMemoryException.of(e);
        if (cause instanceof NativeMemoryException) throw e;
        if (first == null) first = e; // what fails in 32 bit for a reason fails in all
      }
    }
    throw first;
  }

  private NDArray single(NDList outputs) {
    if (outputs.size() == 1) return outputs.head();
    throw new UserException(
        String.format(
            "The network of the model '%s' returns %d outputs%s where its description names one.",
            description.name(), outputs.size(), names(outputs)));
  }

  /** Of a dictionary. */
  private static String names(NDList outputs) {
    String names =
        outputs.stream()
            .flatMap(output -> Stream.ofNullable(output.getName()))
            .sorted()
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "" : " (" + names + ")";
  }

  private static NDArray toNetwork(NDArray image, Axes axes) {
    NDArray ordered = image.transpose(complete(axes).chars().map(OURS::indexOf).toArray());
    return ordered.reshape(ordered.getShape().slice(0, axes.count()));
  }

  private static NDArray fromNetwork(NDArray map, Axes axes) {
    Shape shape = map.getShape();
    for (int i = axes.count(); i < OURS.length(); i++) shape = shape.add(1);
    return map.reshape(shape).transpose(OURS.chars().map(complete(axes)::indexOf).toArray());
  }

  /** The axes, and behind them those of length 1 that the network has not. */
  private static String complete(Axes axes) {
    return axes.letters()
        + IntStream.range(0, OURS.length())
            .mapToObj(i -> OURS.substring(i, i + 1))
            .filter(axis -> !axes.letters().contains(axis))
            .collect(Collectors.joining());
  }

  /** Networks of other programs may return classes, or numbers of another precision. */
  private static NDArray float32(NDArray result) {
    DataType type = result.getDataType();
    if (type == DataType.FLOAT32) return result;
    if (type.isFloating() || type.isInteger() || type.isBoolean())
      return result.toType(DataType.FLOAT32, false);
    throw new IllegalArgumentException(
        "The network returns the type " + type.name().toLowerCase(Locale.ROOT) + ".");
  }

  /**
   * @param map axis order (channel, y, x)
   */
  private static void apply(ProcessingStep step, float[] map, int pixels) {
    if (step instanceof Softmax) {
      softmax(map, pixels);
      return;
    }
    for (int first = 0; first < map.length; first += pixels) {
      DoubleUnaryOperator function = ((ElementWise) step).function(first / pixels);
      for (int i = first; i < first + pixels; i++) map[i] = (float) function.applyAsDouble(map[i]);
    }
  }

  private static void softmax(float[] map, int pixels) {
    for (int pixel = 0; pixel < pixels; pixel++) {
      float highest = Float.NEGATIVE_INFINITY;
      for (int i = pixel; i < map.length; i += pixels) highest = Math.max(highest, map[i]);
      double sum = 0;
      for (int i = pixel; i < map.length; i += pixels) sum += Math.exp(map[i] - highest);
      for (int i = pixel; i < map.length; i += pixels)
        map[i] = (float) (Math.exp(map[i] - highest) / sum);
    }
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
