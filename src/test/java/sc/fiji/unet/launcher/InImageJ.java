package sc.fiji.unet.launcher;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs the tests of a class twice, in a running ImageJ each time: on a screen (skipped where there
 * is none), and headless as Fiji does it. {@link Macros} runs macros in either. The rare test for
 * one of the two assumes so of {@code GraphicsEnvironment.isHeadless()}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("imagej")
@ExtendWith(RunningImageJ.class)
public @interface InImageJ {}
