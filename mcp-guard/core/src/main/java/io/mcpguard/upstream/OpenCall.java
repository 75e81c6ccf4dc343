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
import io.mcpguard.protocol.Answers;
import io.mcpguard.protocol.RunBinding;
import io.mcpguard.protocol.Target;
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

  /** {@code demand} is what becomes of a result that its server did not sign. */
  OpenCall(Recorded recorded, Evidence evidence, ResultEdits edits, ResultCheck.Demand demand) {
    this.recorded = recorded;
    this.demand = demand;
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

  /** What is demanded of what answers it. */
  ResultCheck.Demand demand() {
    return isSubscription(recorded) ? ResultCheck.Demand.NONE : demand;
  }

  /** What was found of a signature, where anybody was asked for one. */
  private CounterSignature asked(CounterSignature found) {
    return switch (demand()) {
      case NONE -> new CounterSignature.NotAsked();
      case RECORDED, REQUIRED -> found;
    };
  }

  /** Whether it may reach the client, as far as signatures go. */
  private boolean isVouchedFor(Arrival arrival) {
    return switch (demand()) {
      case NONE, RECORDED -> true;
      case REQUIRED -> arrival.signed() instanceof CounterSignature.Valid;
    };
  }

  /** An error's own code, an integer (JSON-RPC 2.0 §5.1); 0 where it has none. */
  private static long errorCode(ServerMessage.Answered answer) {
    return answer.root().object("error").map(error -> error.integer("code").orElse(0)).orElse(0L);
  }

  private CallEnd end(Status how, String digest, long errorCode, Arrival arrival, String reason) {
    return new CallEnd(
        how,
        digest,
        arrival.status(),
        errorCode,
        millis(),
        notifications.get(),
        asked(arrival.signed()),
        reason);
  }

  @Override
  public void notified() {
    notifications.incrementAndGet();
  }

  @Override
  public byte[] answer(ServerMessage.Answered answer, Arrival arrival) {
    if (!isVouchedFor(arrival)) {
      return withheld(answer, arrival);
    }
    JsonDocument document = answer.document();
    String digest = Digests.ofBytes(document.slice(answer.outcome()));
    Status how =
        switch (answer.kind()) {
          case RESULT -> Status.EXECUTED;
          case ERROR -> Status.ERRORED;
        };
    if (ended.compareAndSet(false, true)) {
      evidence.conclude(recorded, end(how, digest, errorCode(answer), arrival, ""));
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
  private byte[] withheld(ServerMessage.Answered answer, Arrival arrival) {
    Denial denial = Failure.unsigned(recorded.upstream().name());
    end(Ending.because(denial.reason(), Status.UNKNOWN).after(arrival.status(), arrival.signed()));
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
  public void end(Ending ending) {
    if (ended.compareAndSet(false, true)) {
      Arrival arrival = new Arrival(ending.upstreamStatus(), ending.signed());
      evidence.conclude(recorded, end(ending.status(), "", 0, arrival, ending.reason()));
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
