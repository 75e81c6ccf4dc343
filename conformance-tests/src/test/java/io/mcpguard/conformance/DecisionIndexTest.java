package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The records under {@code docs/decisions} and their index. */
class DecisionIndexTest {
  private static final Path FOLDER = Document.REPOSITORY.resolve("docs/decisions");
  private static final Path INDEX = FOLDER.resolve("README.md");

  /** Run with {@code -Ddocs=write} after a record was added. */
  @Test
  void theIndexNamesEveryRecordByItsFirstLine() throws IOException {
    String head =
        Files.readAllLines(INDEX).stream()
            .takeWhile(line -> !line.startsWith("| ["))
            .collect(Collectors.joining("\n", "", "\n"));
    String rows =
        records().stream().map(DecisionIndexTest::row).collect(Collectors.joining("\n", "", "\n"));
    Generated.hold(INDEX, head + rows);
  }

  @Test
  void everyRecordSaysItsNumberTheContextTheChoiceWhatWasRejectedAndWhatReopensIt()
      throws IOException {
    assertThat(records())
        .allSatisfy(record ->
            assertThat(Files.readString(record))
                .startsWith("# " + record.getFileName().toString().substring(0, 4) + " ")
                .contains("**Context.**", "**Choice.**", "**Rejected.**")
                .containsIgnoringCase("reopen"));
  }

  @Test
  void noNumberIsTakenTwice() throws IOException {
    assertThat(records())
        .extracting(record -> record.getFileName().toString().substring(0, 4))
        .doesNotHaveDuplicates();
  }

  private static String row(Path record) {
    try (Stream<String> lines = Files.lines(record)) {
      String[] title = lines.findFirst().orElseThrow().substring(2).split(" ", 2);
      return "| [%s](%s) | %s |".formatted(title[0], record.getFileName(), title[1]);
    } catch (IOException e) {
      throw new IllegalStateException(record.toString(), e);
    }
  }

  private static List<Path> records() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> !file.equals(INDEX)).sorted().toList();
    }
  }
}
