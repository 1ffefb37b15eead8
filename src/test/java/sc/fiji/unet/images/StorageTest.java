package sc.fiji.unet.images;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.unet.progress.UserException;

class StorageTest {

  @TempDir Path folder;

  @Test
  void saysThatTheDiskIsTooSmall() {
    Storage storage = new Storage(folder, 0);
    Exception e =
        assertThrows(UserException.class, () -> storage.scratch().floats(1 << 20, 1 << 20, 1 << 8));
    assertTrue(e.getMessage().startsWith("An image of 1125899.9 GB does not fit"), e.getMessage());
  }

  @Test
  void saysThatTheFolderIsNotThere() {
    Storage storage = new Storage(folder.resolve("none"), 0);
    Exception e = assertThrows(UserException.class, () -> storage.scratch().floats(1, 1));
    assertTrue(e.getMessage().contains("none'"), e.getMessage());
  }
}
