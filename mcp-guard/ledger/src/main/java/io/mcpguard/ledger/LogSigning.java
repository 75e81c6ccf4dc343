package io.mcpguard.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Who signs a log's checkpoints: one key, and at a hand-over two. The next key signs alone only
 * after the hand-over is durable beside the log.
 */
final class LogSigning {
  /** The next key, and where the leaf stands that names it. */
  private record Waiting(NoteSigner next, long leaf) {}

  private final Storage storage;
  private final Path log;
  private final AtomicReference<Optional<Waiting>> waiting =
      new AtomicReference<>(Optional.empty());
  private volatile NoteSigner current;
  private volatile boolean unpublished;

  LogSigning(Storage storage, Path log, NoteSigner current) {
    this.storage = storage;
    this.log = log;
    this.current = current;
  }

  /** Signs a document that is no note. */
  Attestation attest(String type, byte[] payload) {
    return current.attest(type, payload);
  }

  VerifierKey key() {
    return current.verifier();
  }

  /** Lets the next checkpoint that covers {@code leaf} be the hand-over. */
  void handOver(NoteSigner next, long leaf) {
    waiting.set(Optional.of(new Waiting(next, leaf)));
  }

  /** Whether a checkpoint is to be published though there is no new entry. */
  boolean isDue() {
    return unpublished || waiting.get().isPresent();
  }

  /** Told when what was signed last is published. */
  void published() {
    unpublished = false;
  }

  /** The checkpoint to publish; for the publisher's thread alone. */
  Checkpoint sign(long size, Hash root) throws IOException {
    Checkpoint own = Checkpoint.sign(current, size, root);
    Optional<Waiting> due = waiting.get().filter(handOver -> handOver.leaf() < size);
    if (due.isEmpty()) {
      return own;
    }
    NoteSigner next = due.get().next();
    Checkpoint both = own.with(next.line(own.text()));
    LedgerReader reader = LedgerReader.at(log, both);
    long leaf = due.get().leaf();
    KeyChain.keep(storage, log, reader.proof(leaf), reader.entry(leaf).bytes());
    unpublished = true;
    current = next;
    waiting.set(Optional.empty());
    return both;
  }
}
