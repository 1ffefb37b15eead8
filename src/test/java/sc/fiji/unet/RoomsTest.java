package sc.fiji.unet;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Reads which room imports which, and says which imports docs/architecture.md does not allow. */
class RoomsTest {

  /** A room, and the rooms it may import; "root" is the package above them. */
  private static final String TABLE =
      """
      root       : jobs imagej library model progress
      commands   : root display imagej jobs formats training targets inference library bioimageio runtime \
      network metrics labels images model progress
      display    : imagej model progress
      imagej     : files metrics images labels targets model progress
      jobs       : formats training targets inference library bioimageio runtime network metrics labels images \
      model progress
      training   : targets runtime network images model progress
      targets    : images labels model progress
      inference  : runtime images model progress
      library    : bioimageio runtime inference images model progress
      bioimageio : files model progress
      runtime    : network model progress
      network    : model
      metrics    : labels
      labels     : images progress
      formats    : files images labels model progress
      images     : files model progress
      files      :
      model      :
      progress   :
      """;

  /** Rooms above the line: below it nobody knows ImageJ. */
  private static final List<String> IMAGEJ = List.of("root", "commands", "display", "imagej");

  private static final List<String> DJL = List.of("network", "runtime", "training");

  /** Plain data, for which the JDK must do. */
  private static final List<String> JDK_ONLY = List.of("files", "model", "progress");

  @Test
  void roomsImportOnlyWhatTheTableAllows() {
    JavaClasses product =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("sc.fiji.unet");
    rules("sc.fiji.unet").check(product);
  }

  @Test
  void eachWrongImportIsFound() {
    String wrong = "sc.fiji.unet.wrong";
    JavaClasses classes = new ClassFileImporter().importPackages(wrong);
    Pattern guilty = Pattern.compile("wrong\\.((?:\\w+\\.)?(?:Imports|HasNo)\\w+)");
    TreeSet<String> found = new TreeSet<>();
    for (String line : rules(wrong).evaluate(classes).getFailureReport().getDetails())
      guilty.matcher(line).results().map(match -> match.group(1)).forEach(found::add);
    assertEquals(
        List.of(
            "ImportsCommands",
            "attic.HasNoRoom",
            "commands.ImportsTensors",
            "imagej.ImportsDjl",
            "images.ImportsLabels",
            "jobs.ImportsImageJ",
            "labels.ImportsImageJ",
            "progress.ImportsImgLib2"),
        List.copyOf(found));
  }

  private static ArchRule rules(String root) {
    Map<String, List<String>> table = table();
    LayeredArchitecture rooms =
        Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .ensureAllClassesAreContainedInArchitecture();
    for (String room : table.keySet()) rooms = rooms.layer(room).definedBy(packageOf(root, room));
    for (Map.Entry<String, List<String>> room : table.entrySet())
      rooms =
          room.getValue().isEmpty()
              ? rooms.whereLayer(room.getKey()).mayNotAccessAnyLayer()
              : rooms
                  .whereLayer(room.getKey())
                  .mayOnlyAccessLayers(room.getValue().toArray(String[]::new));
    return CompositeArchRule.of(rooms)
        .and(slices().matching(root + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true))
        .and(
            noClasses()
                .that()
                .resideOutsideOfPackages(packagesOf(root, IMAGEJ))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ij.."))
        .and(
            noClasses()
                .that()
                .resideOutsideOfPackages(packagesOf(root, DJL))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl.."))
        .and(
            noClasses()
                .that()
                .resideInAnyPackage(packagesOf(root, JDK_ONLY))
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                    "java..", root + ".files", root + ".model", root + ".progress", ""));
  }

  private static Map<String, List<String>> table() {
    Map<String, List<String>> table = new TreeMap<>();
    TABLE
        .lines()
        .map(line -> line.split(":"))
        .forEach(row -> table.put(row[0].strip(), row.length < 2 ? List.of() : words(row[1])));
    return table;
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>(Arrays.asList(text.strip().split("\\s+")));
    words.remove("");
    return words;
  }

  private static String[] packagesOf(String root, List<String> rooms) {
    return rooms.stream().map(room -> packageOf(root, room)).toArray(String[]::new);
  }

  private static String packageOf(String root, String room) {
    return room.equals("root") ? root : root + "." + room;
  }
}
