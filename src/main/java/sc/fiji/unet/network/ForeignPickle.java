package sc.fiji.unet.network;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The objects of a network of others, a pickle as PyTorch writes it: read only as far as to see
 * that nothing else is made than modules, numbers, texts and arrays, and that no array reaches
 * beyond its numbers, which PyTorch does not look at.
 */
final class ForeignPickle {

  /** What may be made besides arrays. */
  private static final Pattern ALLOWED =
      Pattern.compile(
          "__torch__\\.(?!torch\\.classes\\.).+|collections\\.OrderedDict|torch\\.jit\\._pickle\\.\\w+"
              + "|torch\\.device|torch\\._utils\\._rebuild_tensor_v2|torch\\.\\w+Storage");

  private static final Map<String, Integer> BYTES =
      Map.ofEntries(
          Map.entry("Float", 4),
          Map.entry("Double", 8),
          Map.entry("Half", 2),
          Map.entry("BFloat16", 2),
          Map.entry("Long", 8),
          Map.entry("Int", 4),
          Map.entry("Short", 2),
          Map.entry("Char", 1),
          Map.entry("Byte", 1),
          Map.entry("Bool", 1),
          Map.entry("ComplexFloat", 8),
          Map.entry("ComplexDouble", 16));

  /** As deep as modules, lists and tuples may stand in one another. */
  private static final int DEEPEST = 500;

  private record Name(String text) {}

  private record Storage(long numbers) {}

  /** A tuple, list, dictionary or object of which nothing is asked but this. */
  private record Made(List<Object> items, int depth) {}

  private static final Object MARK = new Object();
  private static final Object NONE = new Object();

  private final ByteBuffer bytes;
  private final Map<String, byte[]> files;
  private final String folder;
  private final Deque<Object> stack = new ArrayDeque<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  private ForeignPickle(byte[] bytes, String folder, Map<String, byte[]> files) {
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.folder = folder;
    this.files = files;
  }

  /**
   * @param folder of the numbers of its arrays, with a slash at its end
   * @param files of the archive
   * @throws IOException if it is damaged or holds something else; the message says what
   */
  static void check(byte[] pickle, String folder, Map<String, byte[]> files) throws IOException {
    try {
      new ForeignPickle(pickle, folder, files).run();
    } catch (RuntimeException e) { // the stack or the bytes end, or an entry is of another type
      throw new IOException("its weights are damaged: their list cannot be read.", e);
    }
  }

  private void run() throws IOException {
    while (true) {
      int code = bytes.get() & 0xff;
      switch (code) {
        case '.' -> {
          return;
        }
        case 0x80 -> bytes.get(); // protocol
        case '(' -> stack.push(MARK);
        case 'N', 0x88, 0x89 -> stack.push(NONE); // None, True, False
        case 'K' -> stack.push(bytes.get() & 0xffL);
        case 'M' -> stack.push(bytes.getShort() & 0xffffL);
        case 'J' -> stack.push((long) bytes.getInt());
        case 0x8a -> stack.push(longNumber());
        case 'G' -> {
          bytes.getLong();
          stack.push(NONE);
        }
        case 'X', 'T' -> stack.push(text(bytes.getInt()));
        case 'U' -> stack.push(text(bytes.get() & 0xff));
        case 'c' -> stack.push(name());
        case 'q' -> memo.put(bytes.get() & 0xff, stack.peek());
        case 'r' -> memo.put(bytes.getInt(), stack.peek());
        case 'h' -> stack.push(memo.get(bytes.get() & 0xff));
        case 'j' -> stack.push(memo.get(bytes.getInt()));
        case ')', ']', '}' -> stack.push(made(List.of()));
        case 't' -> stack.push(made(marked()));
        case 0x85 -> stack.push(made(last(1)));
        case 0x86 -> stack.push(made(last(2)));
        case 0x87 -> stack.push(made(last(3)));
        case 'a', 'b', 0x81 -> join(last(1)); // into a list; state of an object; a new object
        case 's' -> join(last(2));
        case 'e', 'u' -> join(marked());
        case 'Q' -> stack.push(storage(((Made) stack.pop()).items()));
        case 'R' -> call();
        default -> throw new IOException("its weights are damaged: their list cannot be read.");
      }
    }
  }

  private long longNumber() {
    int count = bytes.get();
    long number = 0;
    for (int i = 0; i < count; i++) {
      long next = bytes.get() & 0xffL;
      if (i < Long.BYTES) number |= next << 8 * i;
    }
    if (count > Long.BYTES) throw new IllegalArgumentException("number of " + count + " bytes");
    return number;
  }

  private String text(int length) {
    byte[] text = new byte[Math.min(length, bytes.remaining() + 1)];
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private String line() {
    int start = bytes.position();
    while (bytes.get() != '\n') {}
    return new String(bytes.array(), start, bytes.position() - 1 - start, StandardCharsets.UTF_8);
  }

  private Name name() throws IOException {
    String name = line() + "." + line();
    if (ALLOWED.matcher(name).matches()) return new Name(name);
    throw new IOException(
        "its weights hold '"
            + name
            + "', which no network for images needs, so they are not read.");
  }

  private List<Object> last(int count) {
    List<Object> items = new ArrayList<>();
    for (int i = 0; i < count; i++) items.add(0, stack.pop());
    if (items.contains(MARK)) throw new IllegalArgumentException("mark");
    return items;
  }

  private List<Object> marked() {
    List<Object> items = new ArrayList<>();
    for (Object item; (item = stack.pop()) != MARK; ) items.add(item);
    Collections.reverse(items);
    return items;
  }

  private static Made made(List<Object> items) throws IOException {
    return new Made(items, 1 + depth(items));
  }

  private static int depth(List<Object> items) throws IOException {
    int depth = 0;
    for (Object item : items) if (item instanceof Made made) depth = Math.max(depth, made.depth());
    if (depth < DEEPEST) return depth;
    throw new IOException("its weights are nested deeper than those of any network.");
  }

  /** What comes into that at the top, which may be the name of a class. */
  private void join(List<Object> items) throws IOException {
    int top = stack.pop() instanceof Made made ? made.depth() : 0;
    stack.push(new Made(List.of(), Math.max(top, 1 + depth(items))));
  }

  /** ('storage', type, file, device, numbers) */
  private Storage storage(List<Object> identifier) throws IOException {
    String type = ((Name) identifier.get(1)).text().replaceFirst("^torch\\.(\\w+)Storage$", "$1");
    Integer bytesEach = BYTES.get(type);
    byte[] file = files.get(folder + identifier.get(2));
    long numbers = (Long) identifier.get(4);
    if (bytesEach == null || file == null || numbers < 0 || numbers > file.length / bytesEach)
      throw new IOException(
          "its weights are damaged: the numbers of '" + identifier.get(2) + "' are not all there.");
    return new Storage(numbers);
  }

  /** A function and its arguments. */
  private void call() throws IOException {
    Made arguments = (Made) stack.pop();
    Name function = (Name) stack.pop();
    if (function.text().endsWith("_rebuild_tensor_v2")) requireInside(arguments.items());
    stack.push(made(arguments.items()));
  }

  /** (storage, offset, shape, strides, ...) */
  private static void requireInside(List<Object> array) throws IOException {
    List<Object> shape = ((Made) array.get(2)).items();
    List<Object> strides = ((Made) array.get(3)).items();
    long last = (Long) array.get(1);
    boolean empty = false;
    boolean valid = last >= 0 && strides.size() == shape.size();
    for (int i = 0; valid && i < shape.size(); i++) {
      long size = (Long) shape.get(i);
      long stride = (Long) strides.get(i);
      valid = size >= 0 && stride >= 0;
      empty |= size == 0;
      if (size > 0) last = Math.addExact(last, Math.multiplyExact(size - 1, stride));
    }
    if (!valid || !empty && last >= ((Storage) array.get(0)).numbers())
      throw new IOException("its weights are damaged: an array reaches beyond its numbers.");
  }
}
