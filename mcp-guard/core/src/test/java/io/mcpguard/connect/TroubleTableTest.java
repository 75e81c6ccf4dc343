package io.mcpguard.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Generates the end of {@code docs/connect.md} from {@link Trouble} and holds it to that. After a
 * change of the enum, run this test with {@code -Ddocs=write}.
 */
class TroubleTableTest {
  private static final Path FILE =
      Path.of(System.getProperty("basedir", "."), "../../docs/connect.md");
  private static final String HEADING = "\n## What a host is told\n\n";

  @Test
  void theTableInTheDocumentIsTheEnum() throws IOException {
    String text = Files.readString(FILE);
    String before = text.substring(0, text.indexOf(HEADING) + HEADING.length());
    if ("write".equals(System.getProperty("docs"))) {
      Files.writeString(FILE, before + table());
    }

    assertThat(FILE).as("run with -Ddocs=write").content().isEqualTo(before + table());
  }

  /** "MUST NOT emit any other code" of the range of MCP (2026-07-28, basic/index, error codes). */
  @Test
  void everyCodeIsOneOfTheProtocolsOwnOrPositiveAndSoOutsideTheReservedRange() {
    Set<Integer> standard = Set.of(-32700, -32600, -32603);

    assertThat(Trouble.values())
        .allSatisfy(trouble ->
            assertThat(trouble.jsonRpcCode() > 0 || standard.contains(trouble.jsonRpcCode()))
                .as(trouble.code())
                .isTrue());
  }

  @Test
  void everyTextIsOneOrTwoFinishedSentences() {
    assertThat(Trouble.values())
        .extracting(Trouble::text)
        .allSatisfy(text -> assertThat(text).matches("([A-Z][^.]+\\. ?){1,2}"));
  }

  private static String table() {
    return Arrays.stream(Trouble.values())
        .map(one -> "| `%s` | %d | %s |".formatted(one.code(), one.jsonRpcCode(), one.text()))
        .collect(
            Collectors.joining(
                "\n",
                "An error of the server's own arrives as the server wrote it. These come from"
                    + " `connect`, in `data.reason`:\n\n"
                    + "| reason | JSON-RPC | text |\n"
                    + "|---|---|---|\n",
                "\n"));
  }
}
