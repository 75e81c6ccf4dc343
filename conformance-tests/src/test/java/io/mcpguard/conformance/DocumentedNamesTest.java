package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the documents name exists. */
class DocumentedNamesTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(#[^)]*)?\\)");
  private static final Pattern ATTACK_ROW = Pattern.compile("\\| A[0-9]+ \\|.*\\|.*\\|.*\\|");
  private static final Pattern TEST_CLASS = Pattern.compile("`([A-Z][A-Za-z0-9]+Test)`");

  @Test
  void everyLinkInTheDocumentsLeadsToAFile() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Document document : Document.all()) {
      for (String target : found(LINK, document)) {
        if (!target.contains("://") && !Files.exists(document.file().resolveSibling(target))) {
          broken.add(document.file() + " -> " + target);
        }
      }
    }

    assertThat(broken).isEmpty();
  }

  @Test
  void everyTestClassTheDocumentsNameIsInTheRepository() throws IOException {
    Set<String> existing = Document.testClasses();
    List<String> missing = new ArrayList<>();
    for (Document document : Document.all()) {
      found(TEST_CLASS, document).stream()
          .filter(name -> !existing.contains(name))
          .forEach(name -> missing.add(document.file() + " names " + name));
    }

    assertThat(missing).isEmpty();
  }

  /** Run with {@code -Ddocs=write} after an attack got another test. */
  @Test
  void theThreatModelNamesTheTestsOfEachAttackAndNoneIsMissing() throws IOException {
    Path file = Document.REPOSITORY.resolve("docs/threat-model.md");
    Set<String> attacks = new TreeSet<>(Document.testClasses());
    attacks.removeIf(name -> !name.matches("A[0-9]+[A-Z].*"));
    String model =
        Files.readAllLines(file).stream()
            .map(line -> withTests(line, attacks))
            .collect(Collectors.joining("\n", "", "\n"));
    Generated.hold(file, model);

    assertThat(attacks).allSatisfy(name -> assertThat(model).contains("`" + name + "`"));
  }

  @Test
  void everyAttackThatTheThreatModelAnswersIsShownByATest() throws IOException {
    List<String> rows =
        Files.readAllLines(Document.REPOSITORY.resolve("docs/threat-model.md")).stream()
            .filter(line -> ATTACK_ROW.matcher(line).matches())
            .toList();

    assertThat(rows).isNotEmpty().allMatch(row -> TEST_CLASS.matcher(row).find());
  }

  /** A row {@code | A8 | attack | answer | tests |} with the tests that begin with its number. */
  private static String withTests(String line, Set<String> attacks) {
    if (!ATTACK_ROW.matcher(line).matches()) {
      return line;
    }
    String row = line.substring(2, line.indexOf(' ', 2));
    String tests =
        attacks.stream()
            .filter(name -> name.matches(row + "[A-Z].*"))
            .map(name -> "`" + name + "`")
            .collect(Collectors.joining(" "));
    return line.substring(0, line.lastIndexOf('|', line.length() - 2)) + "| " + tests + " |";
  }

  @Test
  void theReadmeIsShortAndShowsBothCommands() throws IOException {
    Path readme = Document.REPOSITORY.resolve("README.md");

    assertThat(Files.readAllLines(readme)).hasSizeLessThanOrEqualTo(150);
    assertThat(readme).content().contains("\nmcp-guard/bin/mcp-guard demo\n", "\nmvn verify\n");
  }

  private static List<String> found(Pattern pattern, Document document) {
    return pattern.matcher(document.text()).results().map(DocumentedNamesTest::name).toList();
  }

  private static String name(MatchResult match) {
    return match.group(1);
  }
}
