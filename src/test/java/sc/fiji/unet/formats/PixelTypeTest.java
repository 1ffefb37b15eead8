package sc.fiji.unet.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PixelTypeTest {

  @ParameterizedTest
  @CsvSource({
    "FLOAT32, 0x40490fdb, 3.1415927",
    "FLOAT64, 0x7ff8000000000000, NaN",
    "FLOAT32, -Infinity, -Infinity",
    "UINT64, 18446744073709551615, 1.8446744E19",
    // Rounded up: a bit below the middle of two floats tells.
    "UINT64, 9223372586610589697, 9.223373E18",
    "INT64, -9223372036854775808, -9.223372E18",
    "UINT32, 4294967295, 4.294967296E9",
    "INT8, -1, -1",
    "UINT8, true, 1",
    "INT16, 3.0, 3"
  })
  void valuesOfMetadataAreRead(PixelType type, String value, float expected) {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      ByteBuffer bytes = ByteBuffer.allocate(type.bytes()).order(order);
      type.parse(value, bytes);
      float[] found = new float[1];
      type.toFloats(bytes, 0, 0, found, 0, 1);
      assertEquals(expected, found[0]);
    }
  }
}
