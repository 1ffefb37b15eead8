package sc.fiji.unet.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.model.Output.Meaning;

class OutputTest {

  @ParameterizedTest
  @CsvSource({
    "FOREGROUND, objects, foreground",
    "BACKGROUND, class 0, background",
    "CLASS, nucleus, class nucleus",
    "CLASS, class 1, class class 1",
    "CLASS, '', 'class '",
    "DISTANCE, depth, distance",
    "BORDER, membrane, border"
  })
  void descriptionAndBack(Meaning meaning, String name, String description) {
    Output output = new Output(meaning, name);
    assertEquals(description, output.description());
    assertEquals(output, Output.parse(description, name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"class cell", "class", "Foreground", "probability", ""})
  void noneOfTheMeanings(String description) {
    Exception error =
        assertThrows(IllegalArgumentException.class, () -> Output.parse(description, "nucleus"));
    assertEquals(
        "The output 'nucleus' means '"
            + description
            + "'; known are foreground, background, class nucleus, distance and border.",
        error.getMessage());
  }

  @Test
  void oneClassIsTheForegroundAndOfSeveralTheFirstIsTheBackground() {
    assertEquals(
        List.of(new Output(Meaning.FOREGROUND, "objects")), Output.of(Output.classNames(1)));
    assertEquals(
        List.of(
            new Output(Meaning.BACKGROUND, "class 0"),
            new Output(Meaning.CLASS, "class 1"),
            new Output(Meaning.CLASS, "class 2")),
        Output.of(Output.classNames(3)));
    assertEquals(
        List.of(new Output(Meaning.BACKGROUND, "none"), new Output(Meaning.CLASS, "cell")),
        Output.of(List.of("none", "cell")));
  }
}
