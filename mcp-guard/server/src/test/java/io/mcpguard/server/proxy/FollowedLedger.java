package io.mcpguard.server.proxy;

import io.mcpguard.exchange.Deadline;
import io.mcpguard.ledger.Ledger;
import io.mcpguard.ledger.LedgerOptions;
import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.ledger.NoteSigner;
import io.mcpguard.provenance.Calls;
import io.mcpguard.provenance.Graph;
import io.mcpguard.provenance.IndexedCall;
import io.mcpguard.provenance.LiveCalls;
import io.mcpguard.provenance.TracedCall;
import io.mcpguard.storage.SqlCallIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A ledger in a folder, with an index that follows it. */
final class FollowedLedger implements AutoCloseable {
  static final String INDEX = "calls.db";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Ledger ledger;
  private final SqlCallIndex index;
  private final LiveCalls calls;
  private final AtomicLong size;

  private FollowedLedger(Path folder, Path file) throws IOException {
    NoteSigner signer =
        NoteSigner.openOrCreate(folder.resolve("key"), "guard.example/ledger", RANDOM);
    this.ledger = Ledger.open(folder.resolve("ledger"), LedgerOptions.of(signer, RANDOM));
    this.size = new AtomicLong(ledger.latest().size());
    this.index = SqlCallIndex.open(file);
    this.calls = new LiveCalls(ledger, size::get, index);
    calls.start();
  }

  /** Opens the ledger in a folder and the index beside it. */
  static FollowedLedger in(Path folder) throws IOException {
    return new FollowedLedger(folder, folder.resolve(INDEX));
  }

  /** Opens it with another index. */
  static FollowedLedger in(Path folder, Path index) throws IOException {
    return new FollowedLedger(folder, index);
  }

  long size() {
    return size.get();
  }

  void append(byte[] leaf) throws Exception {
    size.set(ledger.append(leaf) + 1);
  }

  LiveCalls.Lookup find(String txn) throws Exception {
    return calls.find(txn, Deadline.in(Duration.ofSeconds(60)));
  }

  /** The whole index, once it has caught up. */
  List<IndexedCall> rows() throws Exception {
    find("nobody's");
    return index.from(0, Integer.MAX_VALUE);
  }

  /** The graph that the index leads to. */
  Graph graph() throws Exception {
    List<TracedCall> traced = new ArrayList<>();
    for (IndexedCall call : rows()) {
      traced.add(TracedCall.of(call, ledger.reader()));
    }
    return Graph.of("guard", traced);
  }

  /** The graph that a reading of the whole log leads to. */
  Graph rebuiltGraph() throws Exception {
    LedgerReader reader = ledger.reader();
    return Graph.of("guard", new Calls(reader).where(decision -> true));
  }

  @Override
  public void close() throws IOException {
    try (ledger;
        index;
        calls) {
      size.get();
    }
  }
}
