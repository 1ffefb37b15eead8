package sc.fiji.unet.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.progress.UserException;

/** What is written is read again. */
class MacroOptionsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "two words",
        "C:\\data\\plate 1\\",
        "a,b; c=d",
        "Zellen äöü 細胞 µm",
        "[in brackets]",
        "a [b] c",
        "a] b",
        "[a",
        "it's",
        "'quoted'",
        "'open",
        "[it's]",
        "&variable",
        "\"said\"",
        "model=x labels rois",
        "tab\tand\nline"
      })
  void valuesComeBack(String value) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("model", value);
    values.put("labels", null);
    values.put("save", "[]");
    assertEquals(values, read(MacroOptions.write(values)));
  }

  @Test
  void whateverIsWritten() {
    Random random = new Random(1);
    String alphabet = "a b[]'&=\\\"\n";
    int carried = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder value = new StringBuilder();
      for (int length = random.nextInt(7); length > 0; length--)
        value.append(alphabet.charAt(random.nextInt(alphabet.length())));
      Map<String, String> values = new LinkedHashMap<>();
      values.put("key", value.toString());
      values.put("check", null);
      try {
        assertEquals(values, read(MacroOptions.write(values)), value::toString);
        carried++;
      } catch (UserException e) {
        // told instead: both a bracket without a partner and an apostrophe
        assertEquals(true, value.indexOf("'") >= 0, value::toString);
      }
    }
    assertEquals(true, carried > 18_000, carried + " of 20000");
  }

  /** As people write them by hand. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "model=[a b] labels | {model=a b, labels=null}",
        "model=[a [b] [c [d]]] | {model=a [b] [c [d]]}",
        "a=[open b=2 | {a=[open, b=2}",
        "a=&x b=&unknown | {a=7, b=&unknown}",
        "a= b | {a=, b=null}",
        "=x | {=x}"
      })
  void isReadAsImageJDoes(String options, String values) {
    assertEquals(values, read(options).toString());
  }

  @Test
  void whatCannotBeHeldIsTold() {
    assertEquals(
        "This call is not recorded, since a macro cannot hold the value \"it's] b\" of model, with a"
            + " bracket that has no partner and an apostrophe: rename it.",
        assertThrows(UserException.class, () -> MacroOptions.write(Map.of("model", "it's] b")))
            .getMessage());
  }

  private static Map<String, String> read(String options) {
    return MacroOptions.read(options, name -> name.equals("x") ? "7" : null);
  }
}
