package sc.fiji.unet.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class FailureTest {

  private static final Path FILE = Path.of("a.tif");

  @Test
  void everyReasonIsInWords() {
    assertEquals("'a.tif' cannot be read: it is short.", sentence(new IOException("it is short")));
    assertEquals(
        "'a.tif' cannot be read: the system says no more than java.io.EOFException.",
        sentence(new EOFException()));
    assertEquals(
        "'a.tif' cannot be read: there is something else in its place.",
        sentence(new FileSystemException("a.tif")));
  }

  private static String sentence(IOException e) {
    return Failure.reading(FILE, e).getMessage();
  }

  @Test
  void whoClosesAFileCancels() {
    assertEquals(
        CancellationException.class,
        Failure.writing(FILE, new AsynchronousCloseException()).getClass());
  }
}
