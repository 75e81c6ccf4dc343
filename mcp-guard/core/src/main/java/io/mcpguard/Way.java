package io.mcpguard;

import io.mcpguard.GuardParts.Wired;
import io.mcpguard.audit.CallEnd;
import io.mcpguard.audit.Evidence;
import io.mcpguard.audit.Pseudonyms;
import io.mcpguard.audit.Recorded;
import io.mcpguard.audit.Status;
import io.mcpguard.catalog.Catalog;
import io.mcpguard.catalog.ScopeTable;
import io.mcpguard.catalog.Targeted;
import io.mcpguard.credential.Equipped;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.delegation.Lineages;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.ExchangeId;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.issuance.Asserted;
import io.mcpguard.issuance.Assertion;
import io.mcpguard.issuance.Issuance;
import io.mcpguard.policy.Authorization;
import io.mcpguard.protocol.Call;
import io.mcpguard.protocol.Conversation;
import io.mcpguard.protocol.Era;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.RequestMeta;
import io.mcpguard.ratelimit.Admission;
import io.mcpguard.ratelimit.Quotas;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.Dialogue;
import io.mcpguard.upstream.LegacySession;
import io.mcpguard.upstream.OutboundRequests;
import io.mcpguard.upstream.Round;
import io.mcpguard.upstream.StatelessRequest;
import io.mcpguard.upstream.Upstreams;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * The way of everything that a caller asks for, from its message to the answer: each stage takes
 * what the one before it gave, and nothing goes upstream past one of them.
 */
record Way(
    Catalog catalog,
    Authorization authorization,
    Admission admission,
    Evidence evidence,
    Lineages lineages,
    Issuance issuance,
    Upstreams upstreams,
    OutboundRequests outbound) {

  /** The way through the stages of {@code parts}, while what callers stand on is not revoked. */
  static Way through(GuardParts parts, Revocations revocations) {
    InstantSource clock = parts.clock();
    RandomGenerator random = parts.random();
    GuardParts.Identity identity = parts.identity();
    Catalog catalog = new Catalog(parts.pins(), new ScopeTable(parts.scopes()), clock);
    Authorization authorization = new Authorization(parts.policy(), catalog, clock);
    Admission admission = new Admission(new Quotas(parts.quotas(), clock));
    Lineages lineages = new Lineages(parts.sealer(), identity.trustDomain(), random);
    Evidence evidence =
        new Evidence(
            parts.journal(), new Pseudonyms(parts.subjectKeys()), lineages::ended, clock, random);
    Issuance issuance =
        new Issuance(
            parts.assertions(),
            identity.issuer(),
            identity.trustDomain(),
            by(parts.upstreams(), Wired::mode),
            clock);
    Upstreams upstreams =
        new Upstreams(
            by(parts.upstreams(), Wired::port),
            new Upstreams.Setting(
                catalog,
                authorization,
                admission,
                evidence,
                revocations::leave,
                clock,
                random,
                parts.sealer(),
                parts.sessions(),
                id -> revocations.grants().find(id).isPresent(),
                parts.agentLimits()));
    return new Way(
        catalog,
        authorization,
        admission,
        evidence,
        lineages,
        issuance,
        upstreams,
        upstreams.outbound());
  }

  private static <T> Map<String, T> by(List<Wired> upstreams, Function<Wired, T> part) {
    return upstreams.stream()
        .collect(Collectors.toUnmodifiableMap(wired -> wired.upstream().name(), part));
  }

  /** The answer to a request in a legacy session. */
  Outcome<Answer> request(
      Delegated caller, LegacySession session, McpMessage.Request request, ExchangeId exchange) {
    if (!request.method().isOf(Era.LEGACY)) {
      return Outcome.refuse(Reason.METHOD_NOT_FOUND, "a method of the 2026-07-28 revision");
    }
    // A server of both forms would answer it in the other one, past what looks at such answers.
    if (RequestMeta.isIn(request.params())) {
      return Outcome.refuse(
          Reason.INVALID_REQUEST, "a request of the 2026-07-28 revision in a legacy session");
    }
    upstreams.meet(session.upstream());
    return switch (request.method().kind()) {
      case CALL -> call(caller, session, Call.of(exchange, request, session.conversation()));
      case TASK ->
          outbound
              .ownTask(caller, session.upstream(), request)
              .then(own -> call(caller, session, Call.of(exchange, own, session.conversation())));
      case LIST -> upstreams.list(caller, session, request, exchange);
      case HANDSHAKE -> upstreams.handshake(caller, session, request, exchange);
      case SUBSCRIPTION ->
          Outcome.refuse(Reason.METHOD_NOT_FOUND, "a method of the 2026-07-28 revision");
      case NOTIFICATION -> Outcome.refuse(Reason.INVALID_REQUEST, "a notification with an id");
    };
  }

  /** The answer to a request that needs no session. */
  Outcome<Answer> alone(
      Delegated caller, StatelessRequest alone, McpMessage.Request sent, ExchangeId exchange) {
    McpMessage.Request request = outbound.told(alone.upstream(), sent);
    Conversation conversation = alone.conversation();
    return switch (request.method().kind()) {
      case CALL ->
          outbound
              .resumed(caller, alone.upstream(), request)
              .then(round ->
                  outbound
                      .repeatable(alone.upstream(), round.request())
                      .then(same -> call(caller, alone, round, exchange)));
      case TASK ->
          outbound
              .ownTask(caller, alone.upstream(), request)
              .then(own -> call(caller, alone, Call.of(exchange, own, conversation)));
      case SUBSCRIPTION ->
          outbound
              .narrowed(caller, alone.upstream(), request)
              .then(own -> subscribe(caller, alone, Call.of(exchange, own, conversation)));
      case LIST -> upstreams.list(caller, alone, request, exchange);
      case HANDSHAKE -> upstreams.discover(caller, alone, request, exchange);
      case NOTIFICATION -> Outcome.refuse(Reason.INVALID_REQUEST, "a notification with an id");
    };
  }

  /** A later round comes from where the sealed state says; whatever else it claims is not asked. */
  private Outcome<Answer> call(
      Delegated caller, StatelessRequest alone, Round round, ExchangeId exchange) {
    Call call = Call.of(exchange, round.request(), alone.conversation());
    return switch (round) {
      case Round.First first -> call(caller, alone, call);
      case Round.Next next -> traced(caller, alone, call.of(next.lineage()));
    };
  }

  /** The way of a subscription, which names only what its caller may read. */
  private Outcome<Answer> subscribe(Delegated caller, StatelessRequest alone, Call call) {
    return lineages
        .trace(caller, call)
        .then(traced -> catalog.aim(caller, traced, alone.upstream()))
        .then(authorization::subscribing)
        .then(authorized -> evidence.decide(admission.exempt(authorized)))
        .then(recorded -> send(alone, recorded));
  }

  /**
   * The way of a call, top to bottom. A refusal on it is recorded before the caller hears of it.
   */
  private Outcome<Answer> call(Delegated caller, Dialogue session, Call call) {
    return switch (lineages.trace(caller, call)) {
      case Refused<Call>(Denial denial) ->
          Backstop.told(call, evidence.refuse(caller, call, session.upstream(), denial));
      case Proceed<Call>(Call traced) -> traced(caller, session, traced);
    };
  }

  private Outcome<Answer> traced(Delegated caller, Dialogue session, Call call) {
    return switch (catalog.aim(caller, call, session.upstream())) {
      case Refused<Targeted>(Denial denial) ->
          Backstop.told(call, evidence.refuse(caller, call, session.upstream(), denial));
      case Proceed<Targeted>(Targeted targeted) ->
          switch (authorization.authorize(targeted).then(admission::admit).then(evidence::decide)) {
            case Refused<Recorded>(Denial denial) ->
                Backstop.told(call, evidence.refuse(targeted, denial));
            case Proceed<Recorded>(Recorded recorded) -> send(session, recorded);
          };
    };
  }

  /** Passes on what a client answers to a question of its upstream's. */
  Outcome<Answer> clientAnswer(
      Delegated caller,
      LegacySession session,
      McpMessage.ClientAnswer answer,
      ExchangeId exchange) {
    return upstreams
        .aimAnswer(caller, session, answer, exchange)
        .then(evidence::decide)
        .then(recorded -> send(session, recorded));
  }

  /** From here on the outcome is the record of a refusal, and of a failure too. */
  private Outcome<Answer> send(Dialogue session, Recorded recorded) {
    try {
      Asserted asserted = issuance.issue(Equipped.standing(recorded));
      if (asserted.assertion() instanceof Assertion.TxnToken token) {
        lineages.begun(recorded.call(), recorded.caller(), token.reveal());
      }
      Outcome<Answer> sent = upstreams.forward(session, asserted);
      return switch (sent) {
        case Proceed<Answer> answered -> answered;
        case Refused<Answer>(Denial denial) -> Backstop.told(recorded.call(), denial);
      };
    } catch (RuntimeException e) {
      evidence.concludeIfOpen(recorded, CallEnd.without(Status.REFUSED, Reason.INTERNAL.code()));
      return Backstop.told(recorded.call(), Backstop.failed(recorded.call().id(), e));
    }
  }
}
