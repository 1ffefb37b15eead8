package sc.fiji.unet.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.Rectangle;
import org.junit.jupiter.api.Test;

class PlaceTest {

  /** Of a part from row 20 of an image that was shown at half its size. */
  @Test
  void knowsWhereInTheImageItIs() {
    Place place = new Place("cells", 3, 0.5, 5).from(15);
    assertEquals(new Rectangle(20, 60, 200, 100), place.inImage(new Rectangle(10, 10, 100, 50)));
  }
}
