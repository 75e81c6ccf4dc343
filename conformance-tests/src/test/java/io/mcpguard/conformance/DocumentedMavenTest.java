package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The Maven commands in the prose, which take minutes or write files: they are not run, but the
 * modules, profiles, tests, properties and options that they name exist.
 */
class DocumentedMavenTest {
  private static final Pattern COMMAND = Pattern.compile("`(mvn [^`]*|-Dbenchmark\\.args=[^`]*)`");
  private static final Pattern MODULES = Pattern.compile(" -pl ([^ ]+)");
  private static final Pattern PROFILE = Pattern.compile(" -P([a-z-]+)");
  private static final Pattern PROPERTY = Pattern.compile("(?:^| )-D([a-zA-Z.]+)");
  private static final Pattern TESTS = Pattern.compile("-Dtest='?([A-Za-z0-9*,]+)");
  private static final Pattern OPTION = Pattern.compile("[\" ](--[a-z-]+)");
  private static final Set<String> MAVENS =
      Set.of("test", "skipTests", "surefire.failIfNoSpecifiedTests");

  private static final Set<String> TESTS_READ = Set.of("docs", "go");

  @TestFactory
  Stream<DynamicTest> whatAMavenCommandNamesExists() throws IOException {
    return Document.all().stream()
        .flatMap(document -> found(COMMAND, document.text()).stream())
        .distinct()
        .map(command -> DynamicTest.dynamicTest(command, () -> check(command)));
  }

  @Test
  void everyNodePackageIsNamedInTheVersionThatTheTestsRun() throws IOException {
    String programs = Files.readString(NodePrograms.HOME.resolve("programs/package.json"));
    Pattern version = Pattern.compile("((?:@[a-z]+/)?[a-z-]+)@([0-9][0-9a-z.-]*[0-9a-z])");

    assertThat(withHostFiles())
        .flatExtracting(text -> version.matcher(text).results().toList())
        .isNotEmpty()
        .allSatisfy(named ->
            assertThat(programs)
                .contains("\"%s\": \"%s\"".formatted(named.group(1), named.group(2))));
  }

  private static void check(String command) throws IOException {
    for (String modules : found(MODULES, command)) {
      assertThat(List.of(modules.split(",")))
          .allSatisfy(module ->
              assertThat(Document.REPOSITORY.resolve(module).resolve("pom.xml")).exists());
    }
    String poms = poms();
    assertThat(found(PROFILE, command))
        .allSatisfy(profile -> assertThat(poms).contains("<id>" + profile + "</id>"));
    assertThat(found(PROPERTY, command))
        .allSatisfy(property -> assertThat(isRead(property, poms)).as(property).isTrue());
    for (String tests : found(TESTS, command)) {
      assertThat(List.of(tests.split(",")))
          .allSatisfy(test ->
              assertThat(Document.testClasses())
                  .anyMatch(name -> name.matches(test.replace("*", ".*"))));
    }
    // Another main class has words instead of options.
    if (command.contains("benchmark.args") && !command.contains("benchmark.main")) {
      String usage =
          Files.readString(
              Document.REPOSITORY.resolve(
                  "mcp-guard/benchmarks/src/main/java/io/mcpguard/benchmarks/Plan.java"));
      assertThat(found(OPTION, command))
          .isNotEmpty()
          .allSatisfy(option -> assertThat(usage).contains("case \"" + option + "\""));
    }
  }

  /** By a POM, by Maven itself, or by a test. */
  private static boolean isRead(String property, String poms) {
    return MAVENS.contains(property)
        || TESTS_READ.contains(property)
        || poms.contains("${" + property + "}")
        || poms.contains("<name>" + property + "</name>");
  }

  private static String poms() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(Document.REPOSITORY, 3)) {
      for (Path pom : files.filter(file -> file.endsWith("pom.xml")).toList()) {
        all.append(Files.readString(pom));
      }
    }
    return all.toString();
  }

  private static List<String> withHostFiles() throws IOException {
    List<String> texts = new ArrayList<>(Document.all().stream().map(Document::text).toList());
    try (Stream<Path> files = Files.list(Document.REPOSITORY.resolve("examples/hosts"))) {
      for (Path file : files.filter(f -> f.toString().matches(".*\\.(json|yaml)")).toList()) {
        texts.add(Files.readString(file));
      }
    }
    return texts;
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(DocumentedMavenTest::first).toList();
  }

  private static String first(MatchResult match) {
    return match.group(1);
  }
}
