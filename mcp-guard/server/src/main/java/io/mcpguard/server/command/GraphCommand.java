package io.mcpguard.server.command;

import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.provenance.Calls;
import io.mcpguard.provenance.Graph;
import io.mcpguard.provenance.GraphPage;
import io.mcpguard.provenance.Graphviz;
import io.mcpguard.provenance.Mermaid;
import io.mcpguard.provenance.ProvJson;
import io.mcpguard.server.admin.AdminAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code audit graph}: the execution graph as a picture or as data. */
@Command(
    name = "graph",
    description = {
      "The execution graph, rebuilt from the ledger alone: of the last calls, of one run, or of",
      "one call with all that led to it and all it led to."
    })
final class GraphCommand implements Callable<Integer> {
  private static final Path STANDARD_OUTPUT = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private OfflineOptions options = new OfflineOptions();

  @Mixin private OfflineLedger ledger = new OfflineLedger();

  @Option(names = "--txn", defaultValue = "", description = "the family of this call")
  private String txn = "";

  @Option(names = "--run", defaultValue = "", description = "the calls of this run")
  private String run = "";

  @Option(
      names = "--as",
      defaultValue = "html",
      paramLabel = "FORM",
      description = "${COMPLETION-CANDIDATES}; html where not said")
  private Form form = Form.html;

  @Option(names = "--to", paramLabel = "FILE", description = "where to write it; else it is shown")
  private Path file = STANDARD_OUTPUT;

  /** The forms, as they are typed. */
  enum Form {
    html,
    prov,
    mermaid,
    graphviz;

    byte[] of(Graph graph) {
      return switch (this) {
        case html -> GraphPage.of(graph).getBytes(StandardCharsets.UTF_8);
        case prov -> ProvJson.of(graph);
        case mermaid -> Mermaid.of(graph).getBytes(StandardCharsets.UTF_8);
        case graphviz -> Graphviz.of(graph).getBytes(StandardCharsets.UTF_8);
      };
    }
  }

  @Override
  public Integer call() {
    return ledger.run(options.printer(), this::answer);
  }

  private AdminAnswer answer(LedgerReader reader) throws IOException {
    if (!txn.isEmpty() && !run.isEmpty()) {
      return AdminAnswer.wrong("--txn, --run: name one of them");
    }
    Calls.Gathered calls = calls(new Calls(reader));
    if (calls.calls().isEmpty()) {
      return AdminAnswer.no("the ledger's published part holds no such call");
    }
    byte[] picture = form.of(Graph.of(reader.checkpoint().origin(), calls));
    if (!file.equals(STANDARD_OUTPUT)) {
      Files.write(file, picture);
      return AdminAnswer.done("");
    }
    spec.commandLine().getOut().println(new String(picture, StandardCharsets.UTF_8));
    spec.commandLine().getOut().flush();
    return AdminAnswer.done("");
  }

  private Calls.Gathered calls(Calls calls) throws IOException {
    if (!txn.isEmpty()) {
      return calls.around(txn);
    }
    return run.isEmpty()
        ? calls.gather(decision -> !decision.run().isEmpty())
        : calls.gather(decision -> decision.run().equals(run));
  }
}
