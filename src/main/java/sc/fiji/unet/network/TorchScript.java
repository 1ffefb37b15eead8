package sc.fiji.unet.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import sc.fiji.unet.model.Architecture;

/**
 * Networks as TorchScript archives, which {@code torch.jit.load} opens in Python, C++ and Java: a
 * zip of the program's source, a pickle of its objects, and the raw numbers of their arrays. They
 * use the operators and the archive format of PyTorch 2.7.1, which later ones read, too.
 */
public final class TorchScript {

  private static final String FOLDER = "archive/";
  private static final String OBJECTS = "data.pkl";
  private static final String SOURCE = "code/__torch__.py";
  private static final String DATA = "data/"; // and a number

  private TorchScript() {}

  /**
   * Writes an archive.
   *
   * @param network initialised
   * @throws IOException if it cannot be written
   */
  public static void write(UNet network, Form form, OutputStream out) throws IOException {
    try (NDManager memory = network.manager().newSubManager()) {
      write(network.script(form, memory), form, out);
    }
  }

  /**
   * The parameters of a network: an archive of the form {@link Form#PORTABLE}.
   *
   * @param half whether it is of the form {@link Form#PORTABLE_HALF} instead
   */
  public static byte[] archive(UNet network, boolean half) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      write(network, half ? Form.PORTABLE_HALF : Form.PORTABLE, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail so
    }
    return bytes.toByteArray();
  }

  public static void write(ScriptModule network, Form form, OutputStream out) throws IOException {
    List<NDArray> arrays = new ArrayList<>();
    byte[] objects = new Pickle(form, arrays).module(network);
    StoredZip zip = new StoredZip(out, FOLDER);
    zip.add(OBJECTS, objects);
    zip.add(SOURCE, source(network, form).getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < arrays.size(); i++) zip.add(DATA + i, bytes(arrays.get(i), form));
    zip.add("constants.pkl", Pickle.NO_CONSTANTS);
    zip.add("version", "3\n".getBytes(StandardCharsets.UTF_8));
    zip.add("byteorder", "little".getBytes(StandardCharsets.UTF_8));
    zip.finish();
  }

  /** The classes of a module and all below it, each once. */
  private static String source(ScriptModule module, Form form) {
    Map<String, String> classes = new LinkedHashMap<>();
    collect(module, form, classes);
    return String.join("\n", classes.values());
  }

  private static void collect(ScriptModule module, Form form, Map<String, String> classes) {
    module.children().values().forEach(child -> collect(child, form, classes));
    classes.computeIfAbsent(module.type(), type -> classText(module, form));
  }

  private static String classText(ScriptModule module, Form form) {
    StringBuilder text = new StringBuilder("class " + module.type() + "(Module):\n");
    String parameters = quoted(module.parameters());
    String buffers = quoted(module.buffers());
    // DJL shows parameters only.
    if (form.trains()) parameters += buffers;
    text.append("  __parameters__ = [").append(parameters).append("]\n");
    text.append("  __buffers__ = [").append(form.trains() ? "" : buffers).append("]\n");
    module.parameters().keySet().forEach(name -> text.append("  " + name + " : Tensor\n"));
    module.buffers().keySet().forEach(name -> text.append("  " + name + " : Tensor\n"));
    text.append("  training : bool\n");
    module
        .children()
        .forEach((name, child) -> text.append("  " + name + " : __torch__." + child.type() + "\n"));
    return text.append(module.code()).toString();
  }

  private static String quoted(Map<String, ?> names) {
    return names.keySet().stream().map(name -> '"' + name + "\", ").collect(Collectors.joining());
  }

  private static byte[] bytes(NDArray array, Form form) {
    try (NDArray stored =
        channelsLast(array.getShape(), form) ? inOrder(array) : array.duplicate()) {
      float[] values = stored.toFloatArray();
      int bytesEach = bytesEach(array.getShape(), form);
      ByteBuffer bytes =
          ByteBuffer.allocate(Math.multiplyExact(values.length, bytesEach))
              .order(ByteOrder.LITTLE_ENDIAN);
      if (bytesEach == 2) for (float value : values) bytes.putShort(bfloat16(value));
      else bytes.asFloatBuffer().put(values);
      return bytes.array();
    }
  }

  private static NDArray inOrder(NDArray weight) {
    return weight.transpose(0, 2, 3, 1);
  }

  /** Whether an array's numbers are stored channels last. */
  static boolean channelsLast(Shape shape, Form form) {
    return !form.kept() && shape.dimension() == 4;
  }

  /** Bytes of each number of an array as it is stored. */
  static int bytesEach(Shape shape, Form form) {
    boolean half =
        form == Form.PREDICTION_BF16 || form == Form.PORTABLE_HALF && shape.dimension() == 4;
    return half ? 2 : 4;
  }

  /** The nearest bfloat16, ties to even: the upper half of the bits. */
  static short bfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    return (short) ((bits + 0x7fff + (bits >>> 16 & 1)) >>> 16);
  }

  /**
   * Makes a network with the weights of an archive.
   *
   * @param archive as {@link #archive} gives it
   * @param manager owns the network's parameters
   * @throws IOException if the archive is damaged, or not that of a network of this architecture
   */
  public static UNet open(Architecture architecture, byte[] archive, NDManager manager)
      throws IOException {
    // Before memory is taken for as many as the architecture says.
    if (archive.length < 2 * architecture.parameters())
      throw new IOException("The weights are fewer than those of the network.");
    UNet network = new UNet(architecture);
    network.initialize(manager);
    read(new ByteArrayInputStream(archive), network);
    return network;
  }

  /**
   * Reads the parameters of an archive that {@link #archive} gave. Nothing else in the archive is
   * looked at, and no native code sees it.
   *
   * @param network initialised; its arrays are kept, their values replaced
   * @throws IOException if the archive cannot be read, or is not that of a network of the same
   *     architecture
   */
  static void read(InputStream archive, UNet network) throws IOException {
    try (NDManager memory = network.manager().newSubManager();
        ZipInputStream zip = new ZipInputStream(archive)) {
      ScriptModule module = network.script(Form.PORTABLE, memory);
      List<NDArray> arrays = new ArrayList<>();
      byte[] objects = new Pickle(Form.PORTABLE, arrays).module(module);
      byte[] ofHalf = new Pickle(Form.PORTABLE_HALF, new ArrayList<>()).module(module);
      require(FOLDER + OBJECTS, zip.getNextEntry());
      byte[] found = zip.readNBytes(Math.max(objects.length, ofHalf.length) + 1);
      boolean half = Arrays.equals(ofHalf, found);
      if (!half && !Arrays.equals(objects, found)) throw anotherNetwork();
      require(FOLDER + SOURCE, zip.getNextEntry());
      for (int i = 0; i < arrays.size(); i++) {
        require(FOLDER + DATA + i, zip.getNextEntry());
        NDArray array = arrays.get(i);
        float[] values = new float[(int) array.size()];
        int bytesEach = bytesEach(array.getShape(), half ? Form.PORTABLE_HALF : Form.PORTABLE);
        byte[] bytes = zip.readNBytes(bytesEach * values.length + 1);
        if (bytes.length != bytesEach * values.length) throw anotherNetwork();
        ByteBuffer stored = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytesEach == 4) stored.asFloatBuffer().get(values);
        else
          for (int k = 0; k < values.length; k++)
            values[k] = Float.intBitsToFloat(stored.getShort() << 16);
        replace(array, values);
      }
    } catch (IllegalArgumentException e) { // ZipInputStream: a name that is no UTF-8
      throw anotherNetwork();
    }
  }

  /** A network's own weights and running statistics, by their names in PyTorch. */
  public static Map<String, NDArray> arrays(UNet network) {
    try (NDManager memory = network.manager().newSubManager()) {
      return network.script(Form.PORTABLE, memory).arrays();
    }
  }

  /**
   * Gives an array other values, of which NDArray.set would make PyTorch warn.
   *
   * @param values as many as it has
   */
  public static void replace(NDArray array, float[] values) {
    // A copy: what is created shares the memory of a buffer that goes with its own NDArray.
    try (NDArray created = array.getManager().create(values, array.getShape())) {
      array.intern(created.duplicate());
    }
  }

  private static void require(String name, ZipEntry entry) throws IOException {
    boolean expected = entry != null && entry.getName().equals(name);
    if (!expected || entry.getMethod() != ZipEntry.STORED) throw anotherNetwork();
  }

  private static IOException anotherNetwork() {
    return new IOException("The weights are damaged or those of another network.");
  }
}
