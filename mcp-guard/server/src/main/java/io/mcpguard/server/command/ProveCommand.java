package io.mcpguard.server.command;

import io.mcpguard.ledger.LedgerEntry;
import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.provenance.Calls;
import io.mcpguard.provenance.TracedCall;
import io.mcpguard.server.admin.AdminAnswer;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code audit prove}: that a call's decision stands in the log. */
@Command(
    name = "prove",
    description = {
      "The proof that a decision stands in the log (c2sp.org/tlog-proof@v1), with the record"
          + " itself,",
      "for whoever trusts the log's key."
    })
final class ProveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private OfflineOptions options = new OfflineOptions();

  @Mixin private OfflineLedger ledger = new OfflineLedger();

  @Parameters(index = "1", paramLabel = "TXN", description = "the call's id")
  private String txn = "";

  @Override
  public Integer call() {
    return ledger.run(options.printer(), this::answer);
  }

  private AdminAnswer answer(LedgerReader reader) throws IOException {
    Optional<TracedCall> found = new Calls(reader).find(txn);
    if (found.isEmpty()) {
      return AdminAnswer.no("the ledger's published part holds no such call");
    }
    LedgerEntry record = found.get().decision().entry();
    spec.commandLine().getOut().print(reader.proof(record.index()).text(record.bytes()));
    spec.commandLine().getOut().flush();
    return AdminAnswer.done("");
  }
}
