package sc.fiji.unet.jobs;

import java.io.IOException;
import sc.fiji.unet.library.ModelLibrary;

/**
 * What all images of a folder are segmented with: with another one they are segmented again.
 *
 * @param model its name, or its file
 * @param modelSha256 of its package
 * @param settings that are not the model's own, and the outputs
 */
public record FolderRun(String model, String modelSha256, String settings) {

  /**
   * With what the package of a model is now.
   *
   * @throws sc.fiji.unet.progress.UserException if there is none
   */
  public static FolderRun of(String model, String settings) throws IOException {
    return new FolderRun(model, FileState.sha256(ModelLibrary.ofUser().stream(model)), settings);
  }

  /** Whether images that were segmented so need not be segmented again. */
  boolean isSameAs(FolderRun other) {
    return modelSha256.equals(other.modelSha256) && settings.equals(other.settings);
  }
}
