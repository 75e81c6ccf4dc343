package io.mcpguard.server.command;

import io.mcpguard.server.admin.AdminAnswer;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where a ledger is: a directory, or a URL. */
final class LedgerPlace {
  private static final Path NONE = Path.of("");

  @Parameters(
      index = "0",
      paramLabel = "DIR|URL",
      description = "the ledger's directory, or the URL of its log: …/audit/v1/log")
  private String place = "";

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "holds the bearer token for URL: a guard's DATA/admin-token")
  private Path tokenFile = NONE;

  /** What is done with a ledger's directory. */
  interface Work {
    AdminAnswer in(Path directory) throws IOException;
  }

  /** Does {@code work} in the directory, or in a copy of what is at the URL. */
  AdminAnswer answer(Work work) {
    try {
      if (!CopiedLedger.isElsewhere(place)) {
        return tokenFile.equals(NONE)
            ? work.in(Path.of(place))
            : AdminAnswer.wrong("--token-file: is for a URL; leave it out");
      }
      String token = tokenFile.equals(NONE) ? "" : CopiedLedger.tokenIn(tokenFile);
      try (CopiedLedger copy = CopiedLedger.of(place, token)) {
        return work.in(copy.folder());
      }
    } catch (IOException e) {
      return AdminAnswer.unreachable(String.valueOf(e.getMessage()));
    }
  }
}
