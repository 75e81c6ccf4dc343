package io.mcpguard.server.command;

import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.ledger.VerifierKey;
import io.mcpguard.provenance.AlteredEntry;
import io.mcpguard.server.admin.AdminAnswer;
import java.io.IOException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A ledger, and the key that its checkpoint is held against. */
final class OfflineLedger {
  @Mixin private LedgerPlace place = new LedgerPlace();

  @Option(
      names = "--key",
      defaultValue = "",
      paramLabel = "KEY",
      description = "the ledger's key, got elsewhere; else the one beside it is believed")
  private String key = "";

  /** What a command does with the ledger. */
  interface Work {
    AdminAnswer answer(LedgerReader ledger) throws IOException;
  }

  /** Does {@code work} with the ledger under its checkpoint; the exit code. */
  int run(Printer printer, Work work) {
    AdminAnswer answer = answer(work);
    if (!answer.equals(AdminAnswer.done(""))) {
      printer.print(GuardOptions.NO_COLUMNS, answer);
    }
    return answer.exit();
  }

  private AdminAnswer answer(Work work) {
    return place.answer(directory -> {
      LedgerReader ledger =
          key.isEmpty()
              ? LedgerReader.open(directory)
              : LedgerReader.open(directory, VerifierKey.parse(key));
      try {
        return work.answer(ledger);
      } catch (AlteredEntry altered) {
        return AdminAnswer.no(String.valueOf(altered.getMessage()));
      }
    });
  }
}
