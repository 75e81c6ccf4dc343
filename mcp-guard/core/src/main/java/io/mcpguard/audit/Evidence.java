package io.mcpguard.audit;

import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.authn.Authenticated;
import io.mcpguard.catalog.Targeted;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Cure;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.ExchangeId;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.exchange.Ruling;
import io.mcpguard.oauth.Scopes;
import io.mcpguard.policy.Authorized;
import io.mcpguard.protocol.Call;
import io.mcpguard.protocol.Lineage;
import io.mcpguard.protocol.Target;
import io.mcpguard.protocol.TraceParent;
import io.mcpguard.ratelimit.Admitted;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Writes what happened, before and after.
 *
 * <p>The attacker is anybody who would have an effect that no record tells of: so the decision is
 * durable before a byte goes out, and where it cannot be written the call is not made.
 */
public final class Evidence {
  /** Nothing has a label until there are labels; the members are there for readers. */
  private static final byte[] NO_LABELS_YET = ascii("{\"before\":[],\"reserved\":[]}");

  /** A leaf has room for two such texts even where each character is escaped (contracts §2). */
  private static final int LONGEST_TEXT = 4096;

  private final Journal journal;
  private final Pseudonyms pseudonyms;
  private final Consumer<Call> ended;
  private final DataFlow flow;
  private final InstantSource clock;
  private final Moment moment = new Moment();

  /**
   * Writes to {@code journal}.
   *
   * @param ended hears of each call whose outcome is about to be recorded
   * @param random must be unpredictable
   */
  public Evidence(
      Journal journal,
      Pseudonyms pseudonyms,
      Consumer<Call> ended,
      InstantSource clock,
      RandomGenerator random) {
    this.journal = journal;
    this.pseudonyms = pseudonyms;
    this.ended = ended;
    this.clock = clock;
    this.flow = new DataFlow(random);
  }

  /** Keeps what the result of a call told, to see it come again in a later one of its run. */
  public void told(Recorded recorded, JsonValue result) {
    flow.told(recorded.call(), result);
  }

  /** Records that the call may go out; durable when it proceeds. */
  public Outcome<Recorded> decide(Admitted admitted) {
    CallDigests digests = CallDigests.of(admitted.call());
    Authorized authorized = admitted.authorized();
    JsonText leaf =
        decision(admitted.caller(), admitted.call(), admitted.upstream(), digests)
            .put("decision", "allow")
            .put("reason", "permitted")
            .put("policy", policy(new Ruling(authorized.policyDigest(), authorized.rule())))
            .put("scope", scope(admitted.used(), admitted.caller().held()));
    List<String> observed = flow.behind(admitted.call());
    if (!observed.isEmpty()) {
      leaf.put("observed", observed);
    }
    return journal
        .open(toolDigest(leaf, authorized.targeted()).bytes())
        .then(at -> Outcome.proceed(new Recorded(admitted, digests, at)));
  }

  /**
   * Records that a call of an authenticated caller was refused before anybody knew what it aims at.
   *
   * @return the denial the caller is to see: this one, or that nothing can be recorded
   */
  public Denial refuse(Delegated caller, Call call, Upstream upstream, Denial denial) {
    return refused(decision(caller, call, upstream, CallDigests.of(call)), caller, denial);
  }

  /**
   * Records that a call was refused whose target is known.
   *
   * @return the denial the caller is to see: this one, or that nothing can be recorded
   */
  public Denial refuse(Targeted targeted, Denial denial) {
    Delegated caller = targeted.caller();
    JsonText leaf =
        decision(caller, targeted.call(), targeted.upstream(), CallDigests.of(targeted.call()));
    return refused(toolDigest(leaf, targeted), caller, denial);
  }

  private Denial refused(JsonText leaf, Delegated caller, Denial denial) {
    leaf.put("decision", denial.reason() == Reason.INSUFFICIENT_SCOPE ? "step_up" : "deny")
        .put("reason", denial.reason().code())
        .put("detail", bounded(denial.detail()))
        .put("scope", scope(needed(denial), caller.held()));
    if (!denial.ruling().policyDigest().isEmpty()) {
      leaf.put("policy", policy(denial.ruling()));
    }
    return recorded(leaf, denial);
  }

  /**
   * Records that an authenticated caller was refused something that is no call.
   *
   * @return the denial the caller is to see: this one, or that nothing can be recorded
   */
  public Denial refuse(Attempt attempt, Denial denial) {
    Delegated caller = attempt.caller();
    String user = caller.principal().user();
    JsonText leaf =
        JsonText.object()
            .put("v", 1)
            .put("type", "decision")
            .put("at", moment.text(clock.instant()))
            .put("txn", attempt.exchange().value())
            .put("user", pseudonyms.of(user))
            .put("agent", agent(caller))
            .put("server", attempt.upstream().server())
            .put("decision", "deny")
            .put("reason", denial.reason().code())
            .put("detail", bounded(denial.detail()))
            .raw("labels", NO_LABELS_YET);
    if (!attempt.method().isEmpty()) {
      leaf.put("method", attempt.method());
    }
    return recorded(leaf, denial);
  }

  /**
   * Records that a caller with a good token was refused, because the agent or the grant behind it
   * is gone.
   *
   * @return the denial the caller is to see: this one, or that nothing can be recorded
   */
  public Denial refuse(
      Authenticated caller, Upstream upstream, ExchangeId exchange, Denial denial) {
    JsonText leaf =
        JsonText.object()
            .put("v", 1)
            .put("type", "decision")
            .put("at", moment.text(clock.instant()))
            .put("txn", exchange.value())
            .put("user", pseudonyms.of(caller.user()))
            .put(
                "agent",
                JsonText.object().put("id", caller.clientId()).put("method", caller.method()))
            .put("server", upstream.server())
            .put("decision", "deny")
            .put("reason", denial.reason().code())
            .put("detail", denial.detail())
            .raw("labels", NO_LABELS_YET);
    return recorded(leaf, denial);
  }

  /**
   * Records that an upstream was refused a request to a client which belongs to no one caller.
   *
   * @return the denial the upstream is to see: this one, or that nothing can be recorded
   */
  public Denial refuse(Upstream upstream, ExchangeId exchange, String method, Denial denial) {
    JsonText leaf =
        JsonText.object()
            .put("v", 1)
            .put("type", "decision")
            .put("at", moment.text(clock.instant()))
            .put("txn", exchange.value())
            .put("server", upstream.server())
            .put("method", bounded(method))
            .put("decision", "deny")
            .put("reason", denial.reason().code())
            .put("detail", bounded(denial.detail()))
            .raw("labels", NO_LABELS_YET);
    return recorded(leaf, denial);
  }

  private Denial recorded(JsonText leaf, Denial denial) {
    return journal.decide(leaf.bytes()) instanceof Refused<DecisionLeaf>(Denial unwritable)
        ? unwritable
        : denial;
  }

  /**
   * Records how a call ended; the caller does not wait for it.
   *
   * @throws IllegalStateException when its end was recorded before
   */
  public void conclude(Recorded recorded, CallEnd end) {
    if (!recorded.ends()) {
      throw new IllegalStateException("the call's outcome was recorded before");
    }
    write(recorded, end);
  }

  /** Records how a call ended, unless that was recorded before. */
  public void concludeIfOpen(Recorded recorded, CallEnd end) {
    if (recorded.ends()) {
      write(recorded, end);
    }
  }

  /**
   * Records that a task has ended which an earlier call began, as its server told it first in the
   * answer to {@code during}; durable when this returns.
   *
   * @param digest the digest of what came of it; empty text where that was not told
   * @return the denial the caller is to see when it cannot be recorded
   */
  public Optional<Denial> taskEnded(
      Recorded during, Target.Task task, String status, String digest) {
    String user = during.principal().user();
    JsonText leaf =
        JsonText.object()
            .put("v", 1)
            .put("type", "task")
            .put("at", moment.text(clock.instant()))
            .put("txn", task.exchange())
            .put("told_by", during.call().id().value())
            .put("user", pseudonyms.of(user))
            .put("server", during.upstream().server())
            .put("name", bounded(task.tool()))
            .put("status", status);
    if (!digest.isEmpty()) {
      leaf.put("result_digest", pseudonyms.of(user, digest));
    }
    return journal.note(leaf.bytes()) instanceof Refused<DecisionLeaf>(Denial unwritable)
        ? Optional.of(unwritable)
        : Optional.empty();
  }

  private void write(Recorded recorded, CallEnd end) {
    ended.accept(recorded.call());
    JsonText leaf =
        OutcomeLeaf.of(
            moment.text(clock.instant()),
            recorded.call().id().value(),
            recorded.leaf().index(),
            end);
    if (!end.resultDigest().isEmpty()) {
      leaf.put("result_digest", pseudonyms.of(recorded.principal().user(), end.resultDigest()));
    }
    end.counterSignature()
        .leaf(digest -> pseudonyms.of(recorded.principal().user(), digest))
        .ifPresent(signature -> leaf.put("counter_signature", signature));
    journal.conclude(recorded.leaf(), leaf.bytes());
  }

  private JsonText decision(Delegated caller, Call call, Upstream upstream, CallDigests digests) {
    String user = caller.principal().user();
    Lineage lineage = call.conversation().lineage();
    // In the order of the canonical form, which then needs no sorting.
    JsonText leaf =
        JsonText.object()
            .put("actors", actors(caller, lineage))
            .put("agent", agent(caller))
            .put("at", moment.text(clock.instant()))
            .raw("labels", NO_LABELS_YET)
            .put("method", bounded(call.method()))
            .put("name", bounded(call.target().name()))
            .put("params_digest", pseudonyms.of(user, digests.params()))
            .put("revision", call.conversation().revision())
            .put("root", JsonText.object().put("kind", lineage.rootKind().word()))
            .put("run", lineage.run())
            .put("run_by", lineage.binding().word())
            .put("server", upstream.server())
            .put("txn", call.id().value())
            .put("type", "decision")
            .put("user", pseudonyms.of(user))
            .put("v", 1);
    if (!digests.arguments().isEmpty()) {
      leaf.put("args_digest", pseudonyms.of(user, digests.arguments()));
    }
    String requestId = call.requestId();
    if (!requestId.isEmpty()) {
      leaf.put("request_id", requestId);
    }
    if (!lineage.parent().isEmpty()) {
      leaf.put("parent", lineage.parent());
    }
    TraceParent trace = call.traceParent(caller.trace());
    if (!trace.isNone()) {
      leaf.put("traceparent", trace.text());
    }
    return leaf;
  }

  /** Who acts now first, then those who acted before. */
  private static List<String> actors(Delegated caller, Lineage lineage) {
    return Stream.concat(
            Stream.of(caller.principal().agent().clientId()),
            lineage.forebears().stream().map(Lineage.Forebear::clientId))
        .toList();
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

  private static JsonText toolDigest(JsonText leaf, Targeted targeted) {
    return targeted.toolDigest().isEmpty() ? leaf : leaf.put("tool_digest", targeted.toolDigest());
  }

  private static byte[] ascii(String json) {
    return json.getBytes(StandardCharsets.US_ASCII);
  }

  private static Scopes needed(Denial denial) {
    return switch (denial.cure()) {
      case Cure.Scope scope -> Scopes.of(scope.needed());
      case Cure.None none -> Scopes.none();
      case Cure.Login login -> Scopes.none();
      case Cure.Revision revision -> Scopes.none();
      case Cure.Extension extension -> Scopes.none();
      case Cure.Wait wait -> Scopes.none();
    };
  }

  private static JsonText policy(Ruling ruling) {
    JsonText policy = JsonText.object().put("digest", ruling.policyDigest());
    return ruling.rule().isEmpty() ? policy : policy.put("rule", ruling.rule());
  }

  private static JsonText scope(Scopes needed, Scopes held) {
    return JsonText.object()
        .put("needed", List.copyOf(needed.tokens()))
        .put("held", List.copyOf(held.tokens()));
  }
}
