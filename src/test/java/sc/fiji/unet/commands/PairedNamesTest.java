package sc.fiji.unet.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairedNamesTest {

  @ParameterizedTest
  @CsvSource({
    "cells.tif, cells_labels.tif",
    "cells.tif, cells_mask.png",
    "cells.tif, cells RoiSet.zip",
    "cells.tif, cells.zip",
    "cells.tif, cells.tif labels.tif",
    "Cells.TIF, cells-truth.tiff",
    "21_training.tif, 21_manual1.gif",
    "t007.tif, man_seg007.tif",
    "image12.png, mask12.png",
    "img_3_raw.tif, img_3_seg.tif"
  })
  void belongTogether(String image, String annotation) {
    assertEquals(PairedNames.key(image), PairedNames.key(annotation));
    assertFalse(PairedNames.isAnnotation(image), image);
  }

  @ParameterizedTest
  @CsvSource({"cells1.tif, cells2.tif", "dose_0.5.tif, dose_0.7.tif", "t007.tif, t008.tif"})
  void areOfTwoImages(String one, String other) {
    assertFalse(PairedNames.key(one).equals(PairedNames.key(other)));
  }

  @Test
  void aFileThatIsCalledMaskIsOne() {
    assertTrue(PairedNames.isAnnotation("a_mask.png"));
    assertTrue(PairedNames.isAnnotation("21_manual1.gif"));
    assertTrue(PairedNames.isAnnotation("mask12.png"));
    assertEquals("mask", PairedNames.key("mask.png"));
  }
}
