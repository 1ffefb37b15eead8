package sc.fiji.unet.runtime;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A library that is not there: of those that come with Fiji, and plain ImageJ has not. */
public final class MissingJar {

  /** By what the names of its classes begin with. */
  private static final Map<String, String> JARS =
      Map.of(
          "com/sun/jna/", "jna",
          "com/google/gson/", "gson",
          "org/slf4j/", "slf4j-api",
          "org/yaml/snakeyaml/", "snakeyaml",
          "net/imglib2/", "imglib2",
          "org/apache/commons/compress/", "commons-compress",
          "org/apache/commons/codec/", "commons-codec",
          "org/apache/commons/io/", "commons-io",
          "org/apache/commons/lang3/", "commons-lang3");

  private MissingJar() {}

  /** What to do, if an error, or what caused it, is that a library is not there. */
  public static Optional<String> sentence(Throwable error) {
    return Stream.iterate(error, cause -> cause != null, Throwable::getCause)
        .filter(NoClassDefFoundError.class::isInstance)
        .map(cause -> String.valueOf(cause.getMessage()))
        .flatMap(name -> JARS.keySet().stream().filter(name::startsWith))
        .findFirst()
        .map(JARS::get)
        .map(
            jar ->
                "ImageJ's folder jars has no "
                    + jar
                    + "-(VERSION).jar, which every Fiji has: copy it from Fiji's folder jars and start"
                    + " ImageJ again; 'Install' in the documentation of U-Net names all that plain"
                    + " ImageJ needs.");
  }
}
