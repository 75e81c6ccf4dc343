package io.mcpguard.server.command;

import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.provenance.CallLeaf;
import io.mcpguard.provenance.Calls;
import io.mcpguard.provenance.ProvenPath;
import io.mcpguard.provenance.TracedCall;
import io.mcpguard.server.admin.AdminAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code audit who-triggered}: the way from a call back to the person behind it. */
@Command(
    name = "who-triggered",
    description = {
      "Who is behind a call: the call, each call that led to it, and the person at the root.",
      "Read from the ledger alone; with -c, people's names and result digests are looked up."
    })
final class WhoTriggeredCommand implements Callable<Integer> {
  private static final Path NONE = Path.of("");

  @Mixin private OfflineOptions options = new OfflineOptions();

  @Mixin private OfflineLedger ledger = new OfflineLedger();

  @Parameters(
      index = "1",
      paramLabel = "TXN|DIGEST",
      description = "the call's id, or sha256:… of its result as the receipt has it (needs -c)")
  private String subject = "";

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "the guard's configuration, to know people by name")
  private Path configuration = NONE;

  @Option(
      names = "--proofs",
      paramLabel = "FILE",
      description = "where to write each leaf on the way with its proof")
  private Path proofs = NONE;

  @Override
  public Integer call() {
    return ledger.run(options.printer(), this::answer);
  }

  private AdminAnswer answer(LedgerReader reader) throws IOException {
    boolean byResult = subject.startsWith("sha256:");
    if (byResult && configuration.equals(NONE)) {
      return AdminAnswer.wrong("TXN|DIGEST: a digest is found with the guard's keys; add -c FILE");
    }
    People people =
        configuration.equals(NONE)
            ? People.unknown()
            : People.of(configuration, byResult ? subject : "");
    Calls calls = new Calls(reader);
    List<TracedCall> found =
        byResult ? calls.withResult(people.values()) : calls.find(subject).stream().toList();
    if (found.isEmpty()) {
      return AdminAnswer.no("the ledger's published part holds no such call");
    }
    List<TracedCall> proven = new ArrayList<>();
    for (TracedCall call : found) {
      List<TracedCall> path = calls.path(call.txn());
      print(path, people);
      proven.addAll(path);
    }
    if (!proofs.equals(NONE)) {
      Files.write(proofs, ProvenPath.of(reader, proven));
    }
    return AdminAnswer.done("");
  }

  private void print(List<TracedCall> path, People people) {
    for (TracedCall call : path) {
      options.printer().lines(List.of(step(call)), json(call));
    }
    CallLeaf.Decision root = path.getLast().decision();
    String user = root.text("user");
    String end =
        people.name(user)
            + " (root "
            + root.text("root", "kind")
            + ", run by "
            + root.text("run_by")
            + ")";
    options.printer().lines(List.of("  for user " + end), "{\"user\":\"" + user + "\"}");
  }

  private static String step(TracedCall call) {
    CallLeaf.Decision decision = call.decision();
    return Stream.of(
            decision.text("at"),
            call.txn(),
            decision.text("method"),
            decision.text("name"),
            "at " + decision.text("server"),
            "by " + String.join(" for ", decision.texts("actors")),
            decision.text("decision"),
            call.status().isEmpty() ? "no outcome" : call.status(),
            call.counterSignature().isEmpty() ? "" : "result signature " + call.counterSignature(),
            "leaf " + decision.entry().index())
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("  "));
  }

  private static String json(TracedCall call) {
    return new String(call.decision().entry().bytes(), StandardCharsets.UTF_8);
  }
}
