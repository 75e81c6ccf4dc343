package io.mcpguard;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The order of the packages and the doors of the libraries, as docs/how-a-call-goes.md tells them.
 */
final class ArchitectureTest {
  private static final String ROOT = "io.mcpguard";

  /**
   * Kernel first, then the stages in the order of a request. A package imports only from its left.
   */
  private static final List<String> ORDER =
      List.of(
          "exchange",
          "protocol",
          "http",
          "oauth",
          "jose",
          "identity",
          "authn",
          "agents",
          "delegation",
          "catalog",
          "policy",
          "ratelimit",
          "audit",
          "credential",
          "issuance",
          "upstream");

  /** Stands above the root: what puts a guard behind HTTP. Nothing of {@code core} imports it. */
  private static final String FRONT = "streamable";

  /** Each third-party library enters through one package. */
  private static final Map<String, String> DOORS =
      Map.of(
          "com.nimbusds..", "jose",
          "com.github.benmanes.caffeine..", "exchange",
          "dev.cel..", "policy",
          "io.github.bucket4j..", "ratelimit");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .importPath("target/classes");

  @TestFactory
  List<DynamicTest> packagesImportOnlyFromTheirLeft() {
    return IntStream.range(0, ORDER.size() - 1)
        .mapToObj(i -> DynamicTest.dynamicTest(ORDER.get(i), () -> checkLooksLeft(i)))
        .toList();
  }

  @Test
  void everyPackageHasAPlace() {
    String[] places =
        Stream.concat(ORDER.stream(), Stream.of(FRONT))
            .map(ArchitectureTest::in)
            .toArray(String[]::new);
    classes()
        .that()
        .resideOutsideOfPackage(ROOT)
        .should()
        .resideInAnyPackage(places)
        .check(CLASSES);
  }

  @Test
  void onlyTheRootWires() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT, in(FRONT))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT)
        .check(CLASSES);
  }

  @Test
  void nothingLooksUpToTheFront() {
    noClasses()
        .that()
        .resideOutsideOfPackage(in(FRONT))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(in(FRONT))
        .check(CLASSES);
  }

  @TestFactory
  List<DynamicTest> librariesHaveOneDoor() {
    return DOORS.entrySet().stream()
        .map(door ->
            DynamicTest.dynamicTest(
                door.getKey(),
                () ->
                    noClasses()
                        .that()
                        .resideOutsideOfPackage(in(door.getValue()))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(door.getKey())
                        .check(CLASSES)))
        .toList();
  }

  private static void checkLooksLeft(int i) {
    noClasses()
        .that()
        .resideInAPackage(in(ORDER.get(i)))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            ORDER.stream().skip(i + 1L).map(ArchitectureTest::in).toArray(String[]::new))
        .check(CLASSES);
  }

  private static String in(String name) {
    return ROOT + "." + name + "..";
  }
}
