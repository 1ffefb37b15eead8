package sc.fiji.unet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.unet.progress.UserException;

class ReservationTest {

  @TempDir Path folder;

  @Test
  void oneWritesAtATime() throws Exception {
    Path file = folder.resolve("my cells.zip");
    try (Reservation first = Reservation.of(file);
        Reservation other = Reservation.of(folder.resolve("others.zip"))) {
      UserException refused = assertThrows(UserException.class, () -> Reservation.of(file));
      assertEquals(
          "'"
              + file
              + "' is being written by another command: wait until it is done, or choose another name.",
          refused.getMessage());
      assertThrows(UserException.class, () -> Reservation.of(file));
    }
    Reservation.of(file).close();
    assertEquals(0, new File(folder.toString()).list().length);
  }

  /** What was there before stays. */
  @Test
  void aFolderThatIsLeftEmptyGoes() throws Exception {
    Path labels = folder.resolve("labels");
    Reservation.withFolder(labels.resolve("cells")).close();
    assertFalse(Files.exists(labels));
    try (Reservation reserved = Reservation.withFolder(labels.resolve("cells"))) {
      Files.createDirectories(labels.resolve("cells"));
    }
    assertTrue(Files.exists(labels.resolve("cells")));
    Files.delete(labels.resolve("cells"));
    Reservation.withFolder(labels.resolve("cells")).close();
    assertTrue(Files.exists(labels));
  }
}
