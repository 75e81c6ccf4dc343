package io.mcpguard.audit;

import io.mcpguard.assertion.json.Digests;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Cure;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.ExchangeId;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.oauth.Scopes;
import io.mcpguard.policy.Authorized;
import io.mcpguard.protocol.Call;
import io.mcpguard.protocol.Target;
import io.mcpguard.ratelimit.Admitted;
import java.time.InstantSource;
import java.util.List;

/**
 * Writes what happened, before and after.
 *
 * <p>The attacker is anybody who would have an effect that no record tells of: so the decision is
 * durable before a byte goes out, and where it cannot be written the call is not made.
 */
public final class Evidence {
  /** A leaf has room for two such texts even where each character is escaped (contracts §2). */
  private static final int LONGEST_TEXT = 4096;

  private final Journal journal;
  private final Pseudonyms pseudonyms;
  private final InstantSource clock;

  /** Writes to {@code journal}. */
  public Evidence(Journal journal, Pseudonyms pseudonyms, InstantSource clock) {
    this.journal = journal;
    this.pseudonyms = pseudonyms;
    this.clock = clock;
  }

  /** Records that the call may go out; durable when it proceeds. */
  public Outcome<Recorded> decide(Admitted admitted) {
    CallDigests digests = digests(admitted.call());
    Authorized authorized = admitted.authorized();
    JsonText leaf =
        decision(admitted.caller(), admitted.call(), admitted.upstream(), digests)
            .put("decision", "allow")
            .put("reason", "permitted")
            .put("policy", policy(authorized.policyDigest(), authorized.rule()))
            .put("scope", scope(admitted.used(), admitted.caller().held()));
    if (!authorized.targeted().toolDigest().isEmpty()) {
      leaf.put("tool_digest", authorized.targeted().toolDigest());
    }
    return journal
        .open(leaf.bytes())
        .then(at -> Outcome.proceed(new Recorded(admitted, digests, at)));
  }

  /**
   * Records that a call of an authenticated caller was refused.
   *
   * @return the denial the caller is to see: this one, or that nothing can be recorded
   */
  public Denial refuse(Delegated caller, Call call, Upstream upstream, Denial denial) {
    JsonText leaf =
        decision(caller, call, upstream, digests(call))
            .put("decision", denial.reason() == Reason.INSUFFICIENT_SCOPE ? "step_up" : "deny")
            .put("reason", denial.reason().code())
            .put("detail", bounded(denial.detail()))
            .put("scope", scope(needed(denial), caller.held()));
    return append(leaf) instanceof Refused<DecisionLeaf>(Denial unwritable) ? unwritable : denial;
  }

  /**
   * Records that something an authenticated caller sent was no message.
   *
   * @return the denial the caller is to see: this one, or that nothing can be recorded
   */
  public Denial refuseUnread(
      Delegated caller, ExchangeId exchange, Upstream upstream, Denial denial) {
    String user = caller.principal().user();
    JsonText leaf =
        JsonText.object()
            .put("v", 1)
            .put("type", "decision")
            .put("at", clock.instant().toString())
            .put("txn", exchange.value())
            .put("user", pseudonyms.of(user, user))
            .put("agent", agent(caller))
            .put("server", upstream.server())
            .put("decision", "deny")
            .put("reason", denial.reason().code())
            .put("detail", bounded(denial.detail()));
    return append(leaf) instanceof Refused<DecisionLeaf>(Denial unwritable) ? unwritable : denial;
  }

  /** Records how a call ended; the caller does not wait for it. */
  public void conclude(Recorded recorded, CallEnd end) {
    JsonText leaf =
        OutcomeLeaf.of(clock.instant(), recorded.call().id().value(), recorded.leaf().index(), end);
    if (!end.resultDigest().isEmpty()) {
      leaf.put("result_digest", pseudonyms.of(recorded.principal().user(), end.resultDigest()));
    }
    journal.conclude(recorded.leaf(), leaf.bytes());
  }

  private JsonText decision(Delegated caller, Call call, Upstream upstream, CallDigests digests) {
    String user = caller.principal().user();
    JsonText leaf =
        JsonText.object()
            .put("v", 1)
            .put("type", "decision")
            .put("at", clock.instant().toString())
            .put("txn", call.id().value())
            .put("run", call.conversation().run())
            .put("root", JsonText.object().put("kind", "user"))
            .put("user", pseudonyms.of(user, user))
            .put("actors", List.of(caller.principal().agent().clientId()))
            .put("agent", agent(caller))
            .put("server", upstream.server())
            .put("method", call.method())
            .put("name", bounded(call.target().name()))
            .put("params_digest", pseudonyms.of(user, digests.params()));
    if (!digests.arguments().isEmpty()) {
      leaf.put("args_digest", pseudonyms.of(user, digests.arguments()));
    }
    return leaf;
  }

  /** What a caller chooses may be as long as a body; the digests beside it cover all of it. */
  private static String bounded(String text) {
    if (text.length() <= LONGEST_TEXT) {
      return text;
    }
    int end =
        Character.isHighSurrogate(text.charAt(LONGEST_TEXT - 1)) ? LONGEST_TEXT - 1 : LONGEST_TEXT;
    return text.substring(0, end) + "…";
  }

  private static JsonText agent(Delegated caller) {
    return JsonText.object()
        .put("id", caller.principal().agent().clientId())
        .put("instance", caller.principal().agent().instance())
        .put("method", caller.principal().agent().method());
  }

  private Outcome<DecisionLeaf> append(JsonText leaf) {
    return journal.decide(leaf.bytes());
  }

  private static CallDigests digests(Call call) {
    String params =
        call.content() instanceof JsonObject object
            ? Digests.ofParams(object)
            : Digests.of(call.content());
    String arguments =
        call.target() instanceof Target.Tool tool ? Digests.of(tool.arguments()) : "";
    return new CallDigests(params, arguments);
  }

  private static Scopes needed(Denial denial) {
    return switch (denial.cure()) {
      case Cure.Scope scope -> Scopes.of(scope.needed());
      case Cure.None none -> Scopes.none();
      case Cure.Login login -> Scopes.none();
      case Cure.Wait wait -> Scopes.none();
    };
  }

  private static JsonText policy(String digest, String rule) {
    return JsonText.object().put("digest", digest).put("rule", rule);
  }

  private static JsonText scope(Scopes needed, Scopes held) {
    return JsonText.object()
        .put("needed", List.copyOf(needed.tokens()))
        .put("held", List.copyOf(held.tokens()));
  }
}
