package sc.fiji.unet.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkFoldersTest {

  @TempDir Path parent;

  @Test
  void eachSetOfWordsHasItsOwn() throws IOException {
    WorkFolders folders = new WorkFolders(parent.resolve("new").resolve("b.tif"));
    assertEquals(List.of(), folders.all());
    Path some = folders.of("some words");
    Path others = folders.of("others");
    assertEquals(some, folders.of("some words"));
    assertNotEquals(some, others);
    String name = some.getFileName().toString();
    assertTrue(name.matches("\\.b\\.tif\\.[0-9a-f]{8}\\.work"), name);
    Files.createDirectories(some);
    Files.createDirectories(others);
    Files.createDirectories(new WorkFolders(parent.resolve("new").resolve("b")).of("some words"));
    assertEquals(Set.of(some, others), Set.copyOf(folders.all()));
  }
}
