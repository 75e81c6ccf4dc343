package io.mcpguard.upstream;

import io.mcpguard.assertion.MemoryReplayStore;
import io.mcpguard.assertion.ReplayStore;
import io.mcpguard.assertion.json.ByteSink;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.ExchangeId;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Reason;
import io.mcpguard.jose.Sealer;
import io.mcpguard.protocol.Call;
import io.mcpguard.protocol.Lineage;
import io.mcpguard.protocol.McpMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * The {@code requestState} of a call that goes on in several rounds (2026-07-28, basic/patterns/
 * mrtr): the upstream's own, sealed, so that it comes back from the same user by the same agent for
 * the same call, once, and not too late.
 */
final class RequestStates {
  private static final String STATE = "requestState";

  /** A person may have to answer in between. */
  private static final Duration LIFE = Duration.ofHours(1);

  private final Sealer sealer;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final ReplayStore used;

  RequestStates(Sealer sealer, InstantSource clock, RandomGenerator random) {
    this.sealer = sealer;
    this.clock = clock;
    this.random = random;
    this.used = new MemoryReplayStore(MemoryReplayStore.USUAL_CAPACITY, clock);
  }

  /**
   * Seals the state in a result that wants more input; nothing happens where there is none.
   *
   * @return why the result cannot go on, where the state is none that could come back
   */
  Optional<Denial> seal(
      Delegated caller, String upstream, Call call, JsonObject result, Splices edits) {
    Optional<JsonValue> state = result.member(STATE);
    if (state.isEmpty()) {
      return Optional.empty();
    }
    if (!(state.get() instanceof JsonString own)
        || !(call.message() instanceof McpMessage.Request request)) {
      return Optional.of(Denial.of(Reason.UPSTREAM_WRONG, "its requestState is no text"));
    }
    Instant now = clock.instant();
    byte[] plain =
        JsonText.object()
            .put("iat", now.getEpochSecond())
            .put("exp", now.plus(LIFE).getEpochSecond())
            .put("jti", ExchangeId.mint(random).value())
            .put("lineage", RoundLineage.after(call))
            .put("state", own.value())
            .bytes();
    String sealed = sealer.seal(context(caller, upstream, request), plain);
    edits.replace(own, new ByteSink(sealed.length() + 2).string(sealed).toBytes());
    return Optional.empty();
  }

  /**
   * The round, with the upstream's own state in the place of ours. "Servers MUST treat requestState
   * as attacker-controlled" (same place): what is not ours, or not for this, is refused.
   */
  Outcome<Round> open(Delegated caller, String upstream, McpMessage.Request request) {
    Optional<JsonValue> given = request.params().member(STATE);
    if (given.isEmpty()) {
      return Outcome.proceed(new Round.First(request));
    }
    String context = context(caller, upstream, request);
    Optional<JsonObject> sealed =
        request
            .params()
            .string(STATE)
            .flatMap(text -> sealer.open(context, text))
            .map(ServerMessage::reread)
            .map(document -> (JsonObject) document.root())
            .filter(this::isFirst);
    Optional<String> own = sealed.flatMap(s -> s.string("state"));
    Optional<Lineage> lineage =
        sealed.flatMap(s -> s.object("lineage")).flatMap(RoundLineage::read);
    if (own.isEmpty() || lineage.isEmpty()) {
      return Outcome.refuse(
          Reason.INVALID_PARAMS,
          "requestState is not one that this caller got for this call, or was used before");
    }
    byte[] state = new ByteSink(own.get().length() + 2).string(own.get()).toBytes();
    McpMessage.Request next =
        request.reread(Splices.of(request.document()).replace(given.get(), state).apply());
    return Outcome.proceed(new Round.Next(next, lineage.get()));
  }

  private boolean isFirst(JsonObject sealed) {
    OptionalLong issued = sealed.integer("iat");
    OptionalLong until = sealed.integer("exp");
    Optional<String> id = sealed.string("jti");
    Instant now = clock.instant();
    return id.isPresent()
        && used.claim(
                id.get(),
                Instant.ofEpochSecond(issued.orElseThrow()),
                Instant.ofEpochSecond(until.orElseThrow()),
                now)
            == ReplayStore.Claim.FIRST;
  }

  private static String context(Delegated caller, String upstream, McpMessage.Request request) {
    return STATE + "\n" + RoundBinding.of(caller, upstream, request);
  }
}
