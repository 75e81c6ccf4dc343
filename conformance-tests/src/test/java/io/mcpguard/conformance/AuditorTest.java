package io.mcpguard.conformance;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An auditor follows docs/audit.md with a copy of a ledger, its key, and an answer with its
 * receipt: every indented line is run in a shell, and has to end and to say what its comment says.
 */
@NeedsPython
class AuditorTest {
  @TempDir private Path folder;

  @Test
  void whoFollowsTheWalkSeesWhatItSays() throws Exception {
    Desk desk = Desk.afterOneCall(folder);

    desk.follow(Files.readAllLines(Document.REPOSITORY.resolve("docs/audit.md")));
  }
}
