package io.mcpguard.conformance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of docs/evidence.md that check our artefacts with OpenSSL, jq, coreutils and
 * jwcrypto: every indented line of that part is run.
 */
@NeedsPython
@NeedsOpenssl
class OtherToolsTest {
  private static final String PART = "## With other people's tools";

  @TempDir private Path folder;

  private static List<String> part() throws Exception {
    List<String> lines = Files.readAllLines(Document.REPOSITORY.resolve("docs/evidence.md"));
    List<String> after = lines.subList(lines.indexOf(PART) + 1, lines.size());
    return after.stream().takeWhile(line -> !line.startsWith("## ")).toList();
  }

  @Test
  void whatTheGuardLeavesBehindHoldsWithoutAnythingOfOurs() throws Exception {
    Desk desk = Desk.afterOneCall(folder);

    desk.follow(part());
  }
}
