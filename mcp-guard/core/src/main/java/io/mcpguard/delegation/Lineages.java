package io.mcpguard.delegation;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.delegation.OpenParents.Parent;
import io.mcpguard.exchange.ExchangeId;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Reason;
import io.mcpguard.identity.Principal;
import io.mcpguard.jose.Sealer;
import io.mcpguard.protocol.Call;
import io.mcpguard.protocol.Lineage;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.RunBinding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Finds where calls come from: the run that a client carries on, and the call that a tool server
 * names when it calls on (contracts §2, graph).
 *
 * <p>A parent's assertion is context, never a credential: the caller authenticates by its own. A
 * claim that does not hold is refused, never taken for a root.
 */
public final class Lineages {
  /** The member of a request's {@code _meta} that carries a run's handle, and of a result's. */
  public static final String RUN = "io.mcpguard/run";

  /** The member of a request's {@code _meta} that carries a parent's assertion. */
  static final String PARENT = "io.mcpguard/txn-token";

  /** What a client writes instead of a handle that it does not have yet. */
  private static final String NEW = "new";

  private final OpenParents parents = new OpenParents();
  private final Sealer sealer;
  private final String trustDomain;
  private final RandomGenerator random;

  /**
   * Lineages of the calls of one guard.
   *
   * @param sealer seals handles
   * @param random must be unpredictable
   */
  public Lineages(Sealer sealer, String trustDomain, RandomGenerator random) {
    this.sealer = sealer;
    this.trustDomain = trustDomain;
    this.random = random;
  }

  /** The call with what its caller says of where it comes from, once that was seen to hold. */
  public Outcome<Call> trace(Delegated caller, Call call) {
    Optional<JsonObject> meta =
        call.message() instanceof McpMessage.Request request
            ? request.params().object("_meta")
            : Optional.empty();
    List<String> presented =
        Stream.concat(caller.parent().reveal().stream(), member(meta, PARENT).stream())
            .distinct()
            .toList();
    return own(caller, call, member(meta, RUN))
        .then(own -> descended(caller, own, presented))
        .then(lineage -> Outcome.proceed(call.of(lineage)));
  }

  /** A value that is no text is none of ours, and is refused like a text that is none. */
  private static Optional<String> member(Optional<JsonObject> meta, String name) {
    return meta.filter(m -> m.member(name).isPresent()).map(m -> m.string(name).orElse(""));
  }

  private Outcome<Lineage> own(Delegated caller, Call call, Optional<String> handle) {
    if (handle.isEmpty()) {
      Lineage around = call.conversation().lineage();
      return Outcome.proceed(around.run().isEmpty() ? caller.around() : around);
    }
    if (handle.get().equals(NEW)) {
      String run = ExchangeId.mint(random).value();
      String sealed = sealer.seal(context(caller), run.getBytes(StandardCharsets.UTF_8));
      return Outcome.proceed(Lineage.root(run, new RunBinding.Minted(sealed)));
    }
    return sealer
        .open(context(caller), handle.get())
        .<Outcome<Lineage>>map(run ->
            Outcome.proceed(
                Lineage.root(new String(run, StandardCharsets.UTF_8), new RunBinding.Handle())))
        .orElseGet(() ->
            Outcome.refuse(
                Reason.UNKNOWN_RUN, "the run's handle is not one that this caller got here"));
  }

  private Outcome<Lineage> descended(Delegated caller, Lineage own, List<String> presented) {
    if (presented.isEmpty()) {
      return Outcome.proceed(own);
    }
    if (presented.size() > 1) {
      return Outcome.refuse(Reason.INVALID_PARENT, "two assertions of parents were presented");
    }
    Optional<Parent> parent = parents.presenting(presented.getFirst());
    if (parent.isEmpty()) {
      return Outcome.refuse(
          Reason.INVALID_PARENT, "the parent's assertion is of no call that is open here");
    }
    return child(caller, own, parent.get());
  }

  private Outcome<Lineage> child(Delegated caller, Lineage own, Parent parent) {
    String user = parent.caller().principal().user();
    if (!user.equals(caller.principal().user())) {
      return Outcome.refuse(
          Reason.INVALID_PARENT, "the parent was called for another user than this call");
    }
    Lineage line = parent.call().conversation().lineage();
    if (own.binding() instanceof RunBinding.Handle && !own.run().equals(line.run())) {
      return Outcome.refuse(Reason.INVALID_PARENT, "the parent is of another run than this call");
    }
    List<Lineage.Forebear> forebears = new ArrayList<>();
    forebears.add(forebear(parent.caller().principal()));
    forebears.addAll(line.forebears());
    return forebears.size() > Lineage.MOST_HOPS
        ? Outcome.refuse(
            Reason.INVALID_PARENT, "more than " + Lineage.MOST_HOPS + " calls led to this one")
        : Outcome.proceed(within(parent.call(), forebears));
  }

  private Lineage.Forebear forebear(Principal principal) {
    return new Lineage.Forebear(
        principal.agent().clientId(), principal.agent().spiffeId(trustDomain));
  }

  /**
   * The lineage of what the guard itself sees come out of a call, while the same agent acts: what
   * the server asks during it, what the client answers, and the next round of it.
   */
  public static Lineage following(Call call) {
    return within(call, call.conversation().lineage().forebears());
  }

  private static Lineage within(Call parent, List<Lineage.Forebear> forebears) {
    Lineage line = parent.conversation().lineage();
    return new Lineage(
        line.run(),
        new RunBinding.Parent(),
        new Lineage.Descent.Child(parent.id().value(), line.rootKind(), forebears));
  }

  /** From now on until it has ended the call may lead to others, by whoever presents this token. */
  public void begun(Call call, Delegated caller, String token) {
    parents.begun(call, caller, token);
  }

  /** The call leads to no more others. */
  public void ended(Call call) {
    parents.ended(call);
  }

  /** A handle is of one user and one instance of an agent. */
  private static String context(Delegated caller) {
    Principal principal = caller.principal();
    return Stream.of(
            RUN, principal.user(), principal.agent().clientId(), principal.agent().instance())
        .map(part -> part.length() + ":" + part)
        .reduce("", String::concat);
  }
}
