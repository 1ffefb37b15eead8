package sc.fiji.unet.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class KnownAppearanceTest {

  private static final KnownAppearance KNOWN =
      KnownAppearance.of(
          List.of(new Appearance(0.1, 0.8, 0.2, 0.6), new Appearance(0.3, 0.7, 0.4, 0.5)));

  @Test
  void spansAllImages() {
    assertEquals(new Appearance(0.1, 0.7, 0.2, 0.5), KNOWN.least());
    assertEquals(new Appearance(0.3, 0.8, 0.4, 0.6), KNOWN.most());
  }

  @Test
  void spansThoseOfTwo() {
    Appearance one = new Appearance(0.2, 0.9, 0.1, 0.55);
    KnownAppearance both = KNOWN.plus(KnownAppearance.of(List.of(one)));
    assertEquals(new Appearance(0.1, 0.7, 0.1, 0.5), both.least());
    assertEquals(new Appearance(0.3, 0.9, 0.4, 0.6), both.most());
  }

  @Test
  void imagesBetweenAndALittleBeyondAreKnown() {
    assertEquals(List.of(), KNOWN.differences(new Appearance(0.2, 0.75, 0.3, 0.55)));
    assertEquals(List.of(), KNOWN.differences(new Appearance(-0.04, 0.62, 0.17, 0.41)));
    assertEquals(List.of(), KNOWN.differences(new Appearance(0.44, 0.91, 0.49, 0.74)));
  }

  @Test
  void eachDifferenceIsNamed() {
    assertEquals(
        List.of(
            "what stands out is darker than the rest, or its background is brighter",
            "more of it is empty",
            "it is smoother, or blurred",
            "its structures are larger"),
        KNOWN.differences(new Appearance(-0.06, 0.6, 0.15, 0.39)));
    assertEquals(
        List.of(
            "what stands out is brighter than the rest, or its background is darker",
            "less of it is empty",
            "it is noisier, or sharper",
            "its structures are smaller"),
        KNOWN.differences(new Appearance(0.46, 0.93, 0.51, 0.76)));
  }
}
