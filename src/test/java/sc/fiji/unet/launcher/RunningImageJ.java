package sc.fiji.unet.launcher;

import ij.IJ;
import ij.ImageJ;
import ij.Menus;
import java.awt.GraphicsEnvironment;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Starts ImageJ before the first test that needs it. */
final class RunningImageJ implements ExecutionCondition {
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    boolean patched = Boolean.getBoolean("java.awt.headless");
    if (GraphicsEnvironment.isHeadless() && !patched) {
      return ConditionEvaluationResult.disabled("needs a screen: xvfb-run -a mvn verify");
    }
    if (patched && Menus.getCommands() == null) {
      IJ.runPlugIn("ij.IJ.init", "");
    } else if (!patched && IJ.getInstance() == null) {
      new ImageJ(ImageJ.EMBEDDED);
    }
    return ConditionEvaluationResult.enabled("ImageJ is running");
  }
}
