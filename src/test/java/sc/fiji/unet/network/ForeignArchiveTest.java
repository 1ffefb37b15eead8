package sc.fiji.unet.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.model.Architecture;

class ForeignArchiveTest {

  /** What Python writes for a network, in parts. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "torch.relu_(torch.conv2d(x, w, None, [1, 1]))",
        "(self.down).forward(torch.max_pool2d(x, [2, 2]), )",
        "(getattr(self.layers, \"0\")).forward(x, \"bilinear\")",
        "unchecked_cast(Tensor, uninitialized(Optional[Tensor]))",
        "__torch__.torch.nn.functional.interpolate(x, None, [2., 1.0000000000000001e-05], \"save\")",
        "ops.prim.RaiseException(torch.format(\"it's {}\", 'a \"b\"'), \"builtins.ValueError\")",
        "torch.add(x, CONSTANTS.c0)",
        "self.down"
      })
  void networksPass(String expression) throws IOException {
    byte[] archive = zip(program(expression));
    byte[] checked = ForeignArchive.checked(archive);
    assertArrayEquals(checked, ForeignArchive.checked(checked), "the same, once more");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "torch.from_file(\"/etc/passwd\", None, 10) | torch.from_file",
        "torch . from_file(x) | .",
        "torch.save(x, \"/home/me\") | torch.save",
        "torch.set_(x, x) | torch.set_",
        "torch.as_strided(x, [9], [9]) | torch.as_strided",
        "ops.aten.from_file(x) | ops.aten.from_file",
        "ops.mine.attack(x) | ops.mine.attack",
        "ops.prim.rpc_async(x) | ops.prim.rpc_async",
        "x.save(\"a\") | save",
        "(x).from_file(\"a\") | from_file",
        "x.hidden(\"a\") | hidden",
        "getattr(x, \"save\")(1) | save",
        "getattr(getattr(x, \"0\"), (\"save\")) | save",
        "getattr(x, \"\\x73ave\") | \\x73ave",
        "__torch__.torch.classes.dist_rpc.Worker() | __torch__.torch.classes.dist_rpc.Worker"
      })
  void otherOperatorsAreNamed(String expression, String named) {
    if (named.equals("."))
      assertEquals(
          "its program holds the name of something else than an operator, which PyTorch does not"
              + " write.",
          refusal(program(expression)));
    else
      assertEquals(
          "its program calls '" + named + "', which no network for images needs, so it is not run.",
          refusal(program(expression)));
  }

  /** A method of its own would hide that an operator is called. */
  @Test
  void anOperatorCannotBeHiddenBehindAMethod() {
    Map<String, byte[]> files = program("x.save(\"a\")");
    add(files, "code/other.py", "class Other(Module):\n  def save(self) -> int:\n    return 1\n");
    assertEquals(
        "its program calls 'save', which no network for images needs, so it is not run.",
        refusal(files));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "g(getattr)",
        "t",
        "torch",
        "\"\"\"a\"\"\"",
        "x # comment",
        "\"a\" \"b\"",
        "\"a",
        "x\u2028y",
        "__torch__"
      })
  void whatPyTorchDoesNotWrite(String expression) throws IOException {
    Map<String, byte[]> files = program(expression);
    if (expression.equals("t")) ForeignArchive.checked(zip(files)); // a variable
    else {
      String refusal = refusal(files);
      assertEquals("its program holds ", refusal.substring(0, 18));
      assertEquals(
          ", which PyTorch does not write.", refusal.substring(refusal.lastIndexOf(", w")));
    }
  }

  @Test
  void whatIsNestedWithoutEnd() {
    for (String deep :
        new String[] {"(".repeat(101), "-".repeat(3000) + "x", "x" + ".x".repeat(3000)})
      assertEquals(
          "its program is nested deeper than that of any network.",
          refusal(program(deep.replace(".x", ".t"))));
  }

  /** What is damaged behind its checksum. */
  @Test
  void arraysReachNotBeyondTheirNumbers() throws IOException {
    Map<String, byte[]> files = own();
    files.put("data/1", Arrays.copyOf(files.get("data/1"), 4));
    assertEquals("its weights are damaged: the numbers of '1' are not all there.", refusal(files));
    files = own();
    byte[] objects = files.get("data.pkl");
    String text = new String(objects, StandardCharsets.ISO_8859_1);
    int stride = text.indexOf("J\u0001\0\0\0", text.indexOf("cpu") + 20);
    objects[stride + 3] = 1; // 65537 numbers apart
    assertEquals("its weights are damaged: an array reaches beyond its numbers.", refusal(files));
    files.put(
        "data.pkl",
        text.replaceFirst("ctorch._utils\n_rebuild", "cos\nsystem")
            .getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(
        "its weights hold 'os.system_tensor_v2', which no network for images needs, so they are not"
            + " read.",
        refusal(files));
    files.put("data.pkl", Arrays.copyOf(objects, 100));
    assertEquals("its weights are damaged: their list cannot be read.", refusal(files));
  }

  @Test
  void malformedArchives() throws IOException {
    byte[] whole = zip(own());
    for (byte[] bytes : new byte[][] {{}, new byte[1000], Arrays.copyOf(whole, whole.length - 30)})
      assertEquals(
          "its weights are no whole TorchScript archive.",
          assertThrows(IOException.class, () -> ForeignArchive.checked(bytes)).getMessage());
    Map<String, byte[]> noCode = own();
    noCode.keySet().removeIf(name -> name.endsWith(".py"));
    assertEquals(
        "its weights are no TorchScript, or only the numbers of one: its authors can write them with"
            + " torch.jit.save.",
        refusal(noCode));
  }

  /** Notes for debugging, and paths that lead elsewhere, never reach PyTorch. */
  @Test
  void whatIsNotNeededIsLeftOut() throws IOException {
    Map<String, byte[]> files = own();
    byte[] checked = ForeignArchive.checked(zip(files));
    add(files, "code/../../evil.py", "torch.from_file(x)");
    add(files, "extra/model.json", "{}");
    assertArrayEquals(checked, ForeignArchive.checked(zip(files)));
  }

  private static String refusal(Map<String, byte[]> files) {
    return assertThrows(IOException.class, () -> ForeignArchive.checked(zip(files))).getMessage();
  }

  private static Map<String, byte[]> program(String expression) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("data.pkl", Pickle.NO_CONSTANTS);
    add(
        files,
        "code/__torch__.py",
        """
        class Net(Module):
          __parameters__ = []
          layers : __torch__.torch.nn.modules.container.ModuleList
          down : __torch__.Net
          t : int
          def forward(self: __torch__.Net, x: Tensor) -> Tensor:
            return %s
        """
            .formatted(expression));
    return files;
  }

  private static void add(Map<String, byte[]> files, String name, String text) {
    files.put(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Of a small network of this plugin. */
  private static Map<String, byte[]> own() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    byte[] weights = SmallModels.weights(new Architecture(1, 1, 2, 1), 1);
    try (var zip = new java.util.zip.ZipInputStream(new java.io.ByteArrayInputStream(weights))) {
      for (ZipEntry entry; (entry = zip.getNextEntry()) != null; )
        files.put(entry.getName().substring("archive/".length()), zip.readAllBytes());
    }
    return files;
  }

  private static byte[] zip(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry("net/" + file.getKey()));
        zip.write(file.getValue());
      }
    }
    return bytes.toByteArray();
  }
}
