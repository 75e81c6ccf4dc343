package io.mcpguard.server.command;

import io.mcpguard.export.Form;
import io.mcpguard.export.OfflineExport;
import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.server.admin.AdminAnswer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code audit export}: a ledger as lines of JSON. */
@Command(
    name = "export",
    description = {
      "The ledger as lines of JSON, as a running guard exports it: an OCSF event for each leaf, or",
      "the OpenTelemetry spans of the calls."
    })
final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private OfflineOptions options = new OfflineOptions();

  @Mixin private OfflineLedger ledger = new OfflineLedger();

  @Option(
      names = "--format",
      defaultValue = "ocsf",
      paramLabel = "FORM",
      description = "${COMPLETION-CANDIDATES}; ocsf where not said")
  private Word form = Word.ocsf;

  @Option(
      names = "--from",
      defaultValue = "0",
      paramLabel = "INDEX",
      description = "the first leaf; the whole ledger where not said")
  private long from;

  /** The forms, as they are typed. */
  enum Word {
    ocsf,
    otel;

    Form form() {
      return switch (this) {
        case ocsf -> Form.OCSF;
        case otel -> Form.OTEL;
      };
    }
  }

  @Override
  public Integer call() {
    return ledger.run(options.printer(), this::answer);
  }

  private AdminAnswer answer(LedgerReader reader) throws IOException {
    if (from < 0) {
      return AdminAnswer.wrong("--from: must not be negative");
    }
    PrintWriter out = spec.commandLine().getOut();
    OfflineExport.write(
        reader,
        form.form(),
        from,
        lines -> {
          out.print(new String(lines, StandardCharsets.UTF_8));
          if (out.checkError()) {
            throw new IOException("nobody reads the lines any more");
          }
        });
    return AdminAnswer.done("");
  }
}
