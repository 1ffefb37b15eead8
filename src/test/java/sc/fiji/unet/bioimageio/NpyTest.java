package sc.fiji.unet.bioimageio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {

  /** The layout that NumPy's documentation gives: magic, version, header length, header. */
  @Test
  void writesWhatNumpyReads() {
    byte[] file = new Npy(new long[] {1, 2, 1}, new float[] {1.5f, -2}).write();
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2, 1), }";
    assertEquals(
        "\u0093NUMPY\1\0" + (char) (file.length - 8 - 10) + "\0" + header,
        new String(file, 0, 10 + header.length(), StandardCharsets.ISO_8859_1));
    assertEquals(0, (file.length - 8) % 64);
    assertEquals('\n', file[file.length - 9]);
    assertArrayEquals(
        new byte[] {0, 0, (byte) 0xc0, 0x3f, 0, 0, 0, (byte) 0xc0},
        Arrays.copyOfRange(file, file.length - 8, file.length));
  }

  @Test
  void readsWhatItWrote() {
    for (long[] shape : new long[][] {{3, 2}, {6}, {1, 1, 2, 3}}) {
      Npy written = new Npy(shape, new float[] {0, 1, 2, 3, 4, Float.NaN});
      Npy read = Npy.read(written.write());
      assertArrayEquals(
          shape, LongStream.range(0, read.axes()).map(i -> read.length((int) i)).toArray());
      assertArrayEquals(written.values(), read.values());
    }
  }

  /** The two numbers 1 and 2 (of one byte: 1 and 200), as NumPy stores each type. */
  @ParameterizedTest
  @CsvSource({
    "'|u1', 01 c8, 1, 200",
    "'|i1', 01 c8, 1, -56",
    "'|b1', 01 00, 1, 0",
    "'<u2', 01 00 02 80, 1, 32770",
    "'<i2', 01 00 ff ff, 1, -1",
    "'<i4', 01 00 00 00 ff ff ff ff, 1, -1",
    "'<u4', 01 00 00 00 00 00 00 80, 1, 2147483648",
    "'<f2', 00 3c 00 c0, 1, -2",
    "'<f2', 01 00 ff 7b, 5.9604645E-8, 65504",
    "'>f4', 3f 80 00 00 40 00 00 00, 1, 2",
    "'>u2', 00 01 80 02, 1, 32770",
    "'<f4', 00 00 80 3f 00 00 00 40, 1, 2",
    "'<f8', 00 00 00 00 00 00 f0 3f 00 00 00 00 00 00 00 40, 1, 2",
    "'<i8', 01 00 00 00 00 00 00 00 02 00 00 00 00 00 00 00, 1, 2"
  })
  void types(String type, String bytes, float first, float second) {
    String[] hex = bytes.split(" ");
    ByteBuffer data = ByteBuffer.allocate(hex.length);
    for (String each : hex) data.put((byte) Integer.parseInt(each, 16));
    byte[] file = file("{'descr': '" + type + "', 'fortran_order': False, 'shape': (2,), }", data);
    assertArrayEquals(new float[] {first, second}, Npy.read(file).values());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'descr': '|O', 'fortran_order': False, 'shape': (2,), }",
        "{'descr': '<U2', 'fortran_order': False, 'shape': (2,), }",
        "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (two,), }",
        "__import__('os')"
      })
  void otherHeaders(String header) {
    String message = error(file(header, ByteBuffer.allocate(8)));
    assertTrue(message.startsWith("is a NumPy file (.npy) with the header " + header), message);
  }

  /** numpy.asfortranarray([[1, 2, 3], [4, 5, 6]]), and the same with an axis of length 1. */
  @ParameterizedTest
  @ValueSource(strings = {"2, 3", "1, 2, 3", "2, 1, 3"})
  void columnsBecomeRows(String shape) {
    ByteBuffer data = ByteBuffer.wrap(new byte[] {1, 4, 2, 5, 3, 6});
    byte[] file = file("{'descr': '|u1', 'fortran_order': True, 'shape': (" + shape + "), }", data);
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, Npy.read(file).values());
  }

  @ParameterizedTest
  @ValueSource(strings = {"(3,)", "(1,)", "(999999999, 999999999, 999999999, 999999999)", "(0, 5)"})
  void otherNumbersThanTheHeaderSays(String shape) {
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }";
    String message = error(file(header, ByteBuffer.allocate(8)));
    assertTrue(message.startsWith("is a damaged NumPy file (.npy): it should hold "), message);
  }

  @Test
  void noNpyFile() {
    assertEquals("is no NumPy file (.npy).", error(new byte[0]));
    assertEquals("is no NumPy file (.npy).", error(new byte[100]));
    byte[] file = new Npy(new long[] {1}, new float[1]).write();
    assertEquals("is a damaged NumPy file (.npy).", error(Arrays.copyOf(file, 50)));
    file[6] = 2; // its header's length then has four bytes
    assertEquals("is a damaged NumPy file (.npy).", error(file));
    byte[] longHeader = Arrays.copyOf(file, 20_000);
    longHeader[9] = 0x40; // of 16 kB
    assertEquals("is a damaged NumPy file (.npy).", error(longHeader));
    assertEquals(
        "is a NumPy file (.npy) of the type f1, which is not supported.",
        error(
            file(
                "{'descr': '<f1', 'fortran_order': False, 'shape': (8,), }",
                ByteBuffer.allocate(8))));
  }

  private static byte[] file(String header, ByteBuffer data) {
    byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(10 + text.length + data.capacity())
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length, 0})
        .put(text)
        .put(data.array())
        .array();
  }

  private static String error(byte[] file) {
    return assertThrows(UnusableException.class, () -> Npy.read(file)).getMessage();
  }
}
