package io.mcpguard.ledger;

import io.mcpguard.ledger.WitnessReport.Forked;
import io.mcpguard.ledger.WitnessReport.RolledBack;
import io.mcpguard.ledger.WitnessReport.Unanswered;
import io.mcpguard.ledger.WitnessReport.Witnessed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Brings one log's checkpoints to one witness and keeps what that one cosigned last, beside the
 * log. For one thread.
 */
public final class WitnessFeed {
  /** A request and its answer, over whatever lies between. */
  @FunctionalInterface
  public interface Channel {
    /**
     * Posts the body of {@code add-checkpoint}.
     *
     * @throws IOException when there is no answer in time
     */
    Reply post(byte[] body) throws IOException;
  }

  /**
   * A witness's answer.
   *
   * @param status HTTP status
   * @param body as received, of at most 64 KiB
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Reply(int status, byte[] body) {}

  private static final int COSIGNED = 200;
  private static final int CONFLICT = 409;
  private static final int INCONSISTENT = 422;

  private final CosignerKey witness;
  private final CosignedCheckpoints kept;
  private final Channel channel;
  private long known;

  /**
   * A feed that goes on where the last one stopped.
   *
   * @param ledger whose checkpoints are brought
   * @param witness whose cosignatures are kept
   * @throws IOException when what was kept cannot be read
   */
  public WitnessFeed(Ledger ledger, CosignerKey witness, Channel channel) throws IOException {
    this.witness = witness;
    this.kept = new CosignedCheckpoints(ledger.directory());
    this.channel = channel;
    this.known = kept.of(witness).map(Checkpoint::size).orElse(0L);
  }

  /**
   * Brings the checkpoint that {@code log} is read under.
   *
   * @throws IOException when the log's own files cannot be read or written
   */
  public WitnessReport push(LedgerReader log) throws IOException {
    Optional<WitnessReport> first = ask(log);
    return first.isPresent() ? first.get() : ask(log).orElseGet(WitnessFeed::undecided);
  }

  private static WitnessReport undecided() {
    return new Unanswered(
        "it answered 409 to the size that it had named; look at it, and who else brings it this"
            + " log");
  }

  /** Empty when the witness has seen more than was known here, so that it is asked anew. */
  private Optional<WitnessReport> ask(LedgerReader log) throws IOException {
    if (known > log.checkpoint().size()) {
      return Optional.of(new RolledBack(known));
    }
    AddCheckpoint request =
        new AddCheckpoint(
            known, known == 0 ? List.of() : log.consistency(known), log.checkpoint().note());
    Reply reply;
    try {
      reply = channel.post(request.text().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      return Optional.of(
          new Unanswered("no answer (" + e.getMessage() + "); look at the witness and the way"));
    }
    return reply.status() == CONFLICT
        ? conflict(log.checkpoint(), reply.body())
        : Optional.of(answered(log.checkpoint(), reply));
  }

  private WitnessReport answered(Checkpoint checkpoint, Reply reply) throws IOException {
    return switch (reply.status()) {
      case COSIGNED -> cosigned(checkpoint, reply.body());
      case INCONSISTENT -> new Forked();
      default ->
          new Unanswered(
              "it answered "
                  + reply.status()
                  + "; give the witness this log's key, and the guard the witness's prefix");
    };
  }

  private WitnessReport cosigned(Checkpoint checkpoint, byte[] lines) throws IOException {
    Cosignature cosignature;
    try {
      cosignature = witness.verify(checkpoint.with(text(lines)));
    } catch (MalformedLogData e) {
      return new Unanswered("its cosignature does not verify; give the guard the witness's key");
    }
    kept.keep(cosignature);
    known = checkpoint.size();
    return new Witnessed(cosignature);
  }

  /**
   * What the witness has seen is not what it was told. Where it is the same size and the whole of
   * this log, only the roots can differ: until July 2026 the protocol answered that by 409, too.
   */
  private Optional<WitnessReport> conflict(Checkpoint checkpoint, byte[] body) {
    long seen;
    String text = text(body);
    try {
      seen = Checkpoint.decimal(beforeNewline(text), "witness's size");
    } catch (MalformedLogData e) {
      return Optional.of(
          new Unanswered("it answered 409 without a size; give the guard another prefix"));
    }
    if (seen > checkpoint.size()) {
      return Optional.of(new RolledBack(seen));
    }
    if (seen == known && seen == checkpoint.size()) {
      return Optional.of(new Forked());
    }
    known = seen;
    return Optional.empty();
  }

  /** "The tree size … in decimal, followed by a newline": nothing else, and nothing without it. */
  private static String beforeNewline(String text) {
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : "";
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** What the witness cosigned last, as far as this guard knows. */
  public Optional<Checkpoint> last() throws IOException {
    return kept.of(witness);
  }
}
