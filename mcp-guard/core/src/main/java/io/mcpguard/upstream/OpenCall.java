package io.mcpguard.upstream;

import io.mcpguard.assertion.json.ByteSink;
import io.mcpguard.assertion.json.Digests;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.audit.CallEnd;
import io.mcpguard.audit.CounterSignature;
import io.mcpguard.audit.Evidence;
import io.mcpguard.audit.Recorded;
import io.mcpguard.audit.Status;
import io.mcpguard.delegation.Lineages;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Reason;
import io.mcpguard.protocol.Answers;
import io.mcpguard.protocol.RunBinding;
import io.mcpguard.protocol.Target;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A call that was sent and has not ended: the first end that comes is its end. */
final class OpenCall implements Pending {
  private final Recorded recorded;
  private final Evidence evidence;
  private final ResultEdits edits;
  private final long startedNanos = System.nanoTime();
  private final AtomicInteger notifications = new AtomicInteger();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final ResultCheck.Demand demand;
  private volatile byte[] signedContent = {};
  private volatile CounterSignature signed;

  /** {@code demand} is what becomes of a result that its server did not sign. */
  OpenCall(Recorded recorded, Evidence evidence, ResultEdits edits, ResultCheck.Demand demand) {
    this.recorded = recorded;
    this.demand = demand;
    // Whatever comes otherwise than as one whole answer, on whichever stream.
    this.signed =
        demand == ResultCheck.Demand.NONE || isSubscription(recorded)
            ? new CounterSignature.NotAsked()
            : new CounterSignature.Streamed();
    this.evidence = evidence;
    this.edits = edits;
  }

  Recorded recorded() {
    return recorded;
  }

  /** What answers a subscription says no more than that it is over. */
  private static boolean isSubscription(Recorded recorded) {
    return recorded.call().target() instanceof Target.Subscription;
  }

  /** Whether results may be told of that nobody signed. */
  boolean takesUnsigned() {
    return demand != ResultCheck.Demand.REQUIRED;
  }

  /** Whether the tool server signed this very content, to be told before it answers the call. */
  void signed(CounterSignature found, byte[] content) {
    if (!isSubscription(recorded)) {
      signedContent = content;
      signed = found;
    }
  }

  /** Another answer to the same call, which came by a stream meanwhile, is not what was signed. */
  private void holdAgainst(byte[] answer) {
    if (signed instanceof CounterSignature.Valid && !Arrays.equals(answer, signedContent)) {
      signed = new CounterSignature.Streamed();
    }
  }

  private static boolean passes(CounterSignature found) {
    return switch (found) {
      case CounterSignature.Valid valid -> true;
      case CounterSignature.NotAsked subscription -> true;
      case CounterSignature.Absent absent -> false;
      case CounterSignature.Streamed streamed -> false;
      case CounterSignature.Wrong wrong -> false;
    };
  }

  private CallEnd ending(Status how, String digest, int upstreamStatus, long errorCode) {
    return new CallEnd(
        how, digest, upstreamStatus, errorCode, millis(), notifications.get(), signed);
  }

  /** An error's own code, an integer (JSON-RPC 2.0 §5.1); 0 where it has none. */
  private static long errorCode(ServerMessage.Answered answer) {
    return answer.root().object("error").map(error -> error.integer("code").orElse(0)).orElse(0L);
  }

  @Override
  public void notified() {
    notifications.incrementAndGet();
  }

  @Override
  public byte[] answer(ServerMessage.Answered answer, int status) {
    holdAgainst(answer.document().bytes());
    if (!takesUnsigned() && !passes(signed)) {
      return withheld(answer, status);
    }
    JsonDocument document = answer.document();
    String digest = Digests.ofBytes(document.slice(answer.outcome()));
    Status how =
        switch (answer.kind()) {
          case RESULT -> Status.EXECUTED;
          case ERROR -> Status.ERRORED;
        };
    if (ended.compareAndSet(false, true)) {
      evidence.conclude(recorded, ending(how, digest, status, errorCode(answer)));
    }
    evidence.told(recorded, answer.outcome());
    if (how == Status.ERRORED) {
      return Elicitations.passed(recorded.upstream(), recorded.call().id(), answer);
    }
    return answer.outcome() instanceof JsonObject result
        ? edited(answer, result, digest)
        : document.bytes();
  }

  /** It may have acted, and nobody knows whether this is what it answered. */
  private byte[] withheld(ServerMessage.Answered answer, int status) {
    end(Status.UNKNOWN, status);
    Denial denial =
        Denial.of(
            Reason.UPSTREAM_WRONG,
            "upstream " + recorded.upstream().name() + " did not sign its result as it has to");
    return Answers.error(denial, recorded.call().id(), answer.id());
  }

  private byte[] edited(ServerMessage.Answered answer, JsonObject result, String digest) {
    Splices all = OwnMeta.strip(result, Splices.of(answer.document()));
    Optional<Denial> denial = edits.of(recorded, answer.document(), result, all);
    return denial.isPresent()
        ? Answers.error(denial.get(), recorded.call().id(), answer.id())
        : receipted(result, digest, all);
  }

  @Override
  public void end(Status status, int upstreamStatus) {
    if (ended.compareAndSet(false, true)) {
      evidence.conclude(recorded, ending(status, "", upstreamStatus, 0));
    }
  }

  /** Adds the receipt (contracts §2) after whatever pretended to be ours is gone. */
  private byte[] receipted(JsonObject result, String digest, Splices all) {
    byte[] receipt =
        JsonText.object()
            .put("txn", recorded.call().id().value())
            .put("decision", "allow")
            .put("result_digest", digest)
            .put(
                "log",
                JsonText.object()
                    .put("origin", recorded.leaf().origin())
                    .put("index", recorded.leaf().index()))
            .bytes();
    return result
        .object("_meta")
        .map(meta -> begun(all.set(meta, OwnMeta.RECEIPT, receipt), meta))
        .orElseGet(() -> {
          JsonText own = JsonText.object().raw(OwnMeta.RECEIPT, receipt);
          handle().ifPresent(handle -> own.put(Lineages.RUN, handle));
          return all.set(result, "_meta", own.bytes());
        })
        .apply();
  }

  private Splices begun(Splices edits, JsonObject meta) {
    return handle()
        .map(handle ->
            edits.set(
                meta, Lineages.RUN, new ByteSink(handle.length() + 2).string(handle).toBytes()))
        .orElse(edits);
  }

  /** The handle of the run that this call began, for its client to carry on. */
  private Optional<String> handle() {
    return recorded.call().conversation().lineage().binding() instanceof RunBinding.Minted minted
        ? Optional.of(minted.handle())
        : Optional.empty();
  }

  private long millis() {
    return (System.nanoTime() - startedNanos) / 1_000_000;
  }
}
