package io.mcpguard.provenance;

import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.ledger.Ledger;
import io.mcpguard.ledger.LedgerOptions;
import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.ledger.NoteSigner;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** A ledger written leaf by leaf, in the form in which a guard writes it. */
final class Story implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path folder;
  private final Ledger ledger;
  private final List<byte[]> leaves = new ArrayList<>();

  Story(Path folder) throws Exception {
    this.folder = folder;
    this.ledger =
        Ledger.open(
            folder, LedgerOptions.of(NoteSigner.generate("guard.example/ledger", RANDOM), RANDOM));
  }

  /** A call that a user's agent makes in a session. */
  Story root(String txn, String agent) throws Exception {
    return write(decision(txn, agent, "run-of-" + txn).put("run_by", "session"));
  }

  /** A call that another led to. */
  Story child(String txn, String parent, String run, String... agents) throws Exception {
    return write(
        decision(txn, agents[0], run)
            .put("actors", List.of(agents))
            .put("parent", parent)
            .put("run_by", "parent"));
  }

  /** A call whose arguments hold what another's result told. */
  Story observing(String txn, String run, String earlier) throws Exception {
    return write(
        decision(txn, "host", run).put("run_by", "session").put("observed", List.of(earlier)));
  }

  Story end(String txn, long decision) throws Exception {
    return write(
        JsonText.object()
            .put("v", 1)
            .put("type", "outcome")
            .put("at", "2026-11-26T12:00:01.000Z")
            .put("txn", txn)
            .put("decision_leaf", decision)
            .put("status", "executed")
            .put("result_digest", "hmac-sha256:result-of-" + txn));
  }

  /** A leaf of any other kind. */
  Story write(JsonText leaf) throws Exception {
    leaves.add(leaf.bytes());
    ledger.append(leaf.bytes());
    return this;
  }

  /** The leaves, by index. */
  List<byte[]> leaves() {
    return leaves;
  }

  /** What a reader finds once all of it is published. */
  LedgerReader read() throws Exception {
    ledger.close();
    return LedgerReader.open(folder);
  }

  private static JsonText decision(String txn, String agent, String run) {
    return JsonText.object()
        .put("v", 1)
        .put("type", "decision")
        .put("at", "2026-11-26T12:00:00.000Z")
        .put("txn", txn)
        .put("run", run)
        .put("root", JsonText.object().put("kind", "user"))
        .put("user", "hmac-sha256:alice")
        .put(
            "agent",
            JsonText.object().put("id", agent).put("instance", "i-" + agent).put("method", "dpop"))
        .put("server", "https://tools.example/mcp")
        .put("method", "tools/call")
        .put("name", "tool-of-" + txn)
        .put("decision", "allow")
        .put("reason", "permitted")
        .put("args_digest", "hmac-sha256:arguments-of-" + txn);
  }

  @Override
  public void close() throws IOException {
    ledger.close();
  }
}
