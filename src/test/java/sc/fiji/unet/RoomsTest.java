package sc.fiji.unet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Reads which package imports which, and says which imports the design does not allow. */
class RoomsTest {

  private static final String IJ = "ij";
  private static final String DJL = "ai.djl";
  private static final String TENSORS = "ai.djl.ndarray";

  /** Stands for the package above the rooms, where the façade lives. */
  private static final String ROOT = "";

  private static final Set<String> ALL_BUT_COMMANDS =
      Set.of(
          "imagej",
          "inference",
          "training",
          "model",
          "network",
          "tensor",
          "tiling",
          "labels",
          "metrics",
          "progress");

  /**
   * What a room may import.
   *
   * @param rooms other rooms
   * @param never libraries it may not, as package prefixes
   */
  private record Imports(Set<String> rooms, Set<String> never) {}

  private static final Map<String, Imports> TABLE =
      Map.ofEntries(
          Map.entry(ROOT, new Imports(ALL_BUT_COMMANDS, Set.of())),
          Map.entry("commands", new Imports(with(ALL_BUT_COMMANDS, ROOT), Set.of(TENSORS))),
          Map.entry("imagej", new Imports(Set.of("labels", "progress"), Set.of(DJL))),
          Map.entry(
              "inference",
              new Imports(Set.of("model", "tensor", "tiling", "progress"), Set.of(IJ))),
          Map.entry(
              "training",
              new Imports(Set.of("network", "model", "tensor", "metrics", "progress"), Set.of(IJ))),
          Map.entry("model", new Imports(Set.of("network", "tensor"), Set.of(IJ))),
          Map.entry("network", new Imports(Set.of(), Set.of(IJ))),
          Map.entry("tensor", new Imports(Set.of(), Set.of(IJ))),
          Map.entry("tiling", new Imports(Set.of(), Set.of(IJ, DJL))),
          Map.entry("labels", new Imports(Set.of(), Set.of(IJ, DJL))),
          Map.entry("metrics", new Imports(Set.of("labels"), Set.of(IJ, DJL))));

  /** The one room that may import nothing but the JDK. */
  private static final String JDK_ONLY = "progress";

  @Test
  void roomsImportOnlyWhatTheTableAllows() {
    JavaClasses product =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("sc.fiji.unet");
    assertEquals("", String.join("\n", violations("sc.fiji.unet", product)));
  }

  @Test
  void eachWrongImportIsFoundAndNamed() {
    String wrong = "sc.fiji.unet.wrong";
    JavaClasses classes = new ClassFileImporter().importPackages(wrong);
    assertEquals(
        List.of(
            wrong + ".ImportsCommands imports " + wrong + ".commands.Command",
            wrong + ".attic.HasNoRoom is in attic, which is not in the table of rooms",
            wrong + ".commands.ImportsTensors imports ai.djl.ndarray.NDArray",
            wrong + ".imagej.ImportsDjl imports ai.djl.ndarray.NDArray",
            wrong + ".labels.ImportsImageJ imports ij.ImagePlus",
            wrong + ".progress.ImportsImgLib2 imports net.imglib2.Interval",
            wrong + ".tiling.ImportsLabels imports " + wrong + ".labels.Labels"),
        List.copyOf(violations(wrong, classes)));
  }

  private static Set<String> violations(String root, JavaClasses classes) {
    Set<String> violations = new TreeSet<>();
    for (JavaClass type : classes) {
      String room = room(root, type);
      if (!TABLE.containsKey(room) && !room.equals(JDK_ONLY)) {
        violations.add(type.getName() + " is in " + room + ", which is not in the table of rooms");
        continue;
      }
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (!isAllowed(root, room, target)) {
          violations.add(type.getName() + " imports " + target.getName());
        }
      }
    }
    return violations;
  }

  private static boolean isAllowed(String root, String room, JavaClass target) {
    if (isIn(root, target)) {
      String other = room(root, target);
      return other.equals(room)
          || !room.equals(JDK_ONLY) && TABLE.get(room).rooms().contains(other);
    }
    if (room.equals(JDK_ONLY)) {
      return target.isPrimitive() || isIn("java", target);
    }
    return TABLE.get(room).never().stream().noneMatch(library -> isIn(library, target));
  }

  private static boolean isIn(String parent, JavaClass type) {
    return (type.getPackageName() + ".").startsWith(parent + ".");
  }

  /** First package name below {@code root}. */
  private static String room(String root, JavaClass type) {
    String below = type.getPackageName().substring(root.length());
    return below.isEmpty() ? ROOT : below.substring(1).split("\\.")[0];
  }

  private static Set<String> with(Set<String> rooms, String room) {
    Set<String> all = new TreeSet<>(rooms);
    all.add(room);
    return all;
  }
}
