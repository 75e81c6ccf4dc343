package io.mcpguard.authserver;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The order of the packages and the doors of the libraries. */
class ArchitectureTest {
  private static final String HERE = "io.mcpguard.authserver.";

  /** A package imports only from those before it; the root wires. */
  private static final List<String> ORDER =
      List.of(
          "web",
          "settings",
          "events",
          "throttle",
          "client",
          "session",
          "user",
          "authorize",
          "login",
          "consent",
          "token",
          "registration",
          "metadata");

  /** Which packages a library enters through. */
  private static final Map<String, String[]> DOORS =
      Map.of(
          "org.eclipse.jetty..", new String[] {HERE + "web", "io.mcpguard.authserver"},
          "com.password4j..", new String[] {HERE + "user"},
          "com.nimbusds.oauth2..", new String[] {HERE + "authorize", HERE + "token"},
          "com.nimbusds.jose..", new String[] {HERE + "token"});

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.mcpguard.authserver");

  @Test
  void everyPackageHasAPlace() {
    assertThat(classes.stream().map(JavaClass::getPackageName).distinct())
        .allMatch(name ->
            name.equals("io.mcpguard.authserver")
                || ORDER.contains(name.substring(name.lastIndexOf('.') + 1)));
  }

  @Test
  void packagesImportOnlyFromThoseBeforeThem() {
    for (int place = 0; place < ORDER.size(); place++) {
      for (String later : ORDER.subList(place + 1, ORDER.size())) {
        notFrom(ORDER.get(place), HERE + later).check(classes);
      }
      notFrom(ORDER.get(place), "io.mcpguard.authserver").check(classes);
    }
  }

  @Test
  void librariesEnterThroughTheirDoors() {
    DOORS.forEach((library, doors) -> outside(doors, library).check(classes));
  }

  @Test
  void theOrderCanBeBroken() {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> notFrom("consent", HERE + "authorize").check(classes));
  }

  @Test
  void aDoorCanBeMissed() {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(
            () -> outside(new String[] {HERE + "token"}, "com.nimbusds.oauth2..").check(classes));
  }

  private static ArchRule notFrom(String importer, String imported) {
    return noClasses()
        .that()
        .resideInAPackage(HERE + importer)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(imported)
        .allowEmptyShould(true);
  }

  private static ArchRule outside(String[] doors, String library) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(doors)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library);
  }
}
