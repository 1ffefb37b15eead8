package sc.fiji.unet.commands;

import ij.IJ;
import java.util.List;
import java.util.Objects;
import sc.fiji.unet.imagej.ImageJProgress;
import sc.fiji.unet.jobs.Finding;
import sc.fiji.unet.jobs.InstallationCheck;
import sc.fiji.unet.library.ModelLibrary;

/** U-Net Check Installation: a sentence for each thing that U-Net needs, and what to do. */
public final class CheckInstallation extends Command<CheckInstallation.Settings> {

  private static final String TITLE = "U-Net Check Installation";

  record Settings() {}

  public CheckInstallation() {
    super(TITLE);
  }

  @Override
  Settings settings(Fields fields) {
    return new Settings();
  }

  @Override
  void run(Settings settings) {
    String version =
        Objects.requireNonNullElse(getClass().getPackage().getImplementationVersion(), "");
    List<Finding> findings =
        InstallationCheck.run(version, ModelLibrary.ofUser(), new ImageJProgress());
    Report report = new Report(TITLE);
    findings.forEach(each -> report.add(each.good(), each.about(), each.sentence()));
    long toDo = findings.stream().filter(each -> !each.good()).count();
    report.add(
        "In all",
        toDo == 0
            ? "U-Net can be used."
            : toDo == 1 ? "One thing is to be done." : toDo + " things are to be done.");
    report.show();
    IJ.showStatus(TITLE + ": " + (toDo == 0 ? "all is well" : toDo + " to do"));
  }
}
