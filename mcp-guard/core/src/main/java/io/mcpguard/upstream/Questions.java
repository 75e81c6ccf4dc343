package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonMember;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.audit.CallEnd;
import io.mcpguard.audit.Evidence;
import io.mcpguard.audit.Recorded;
import io.mcpguard.audit.Status;
import io.mcpguard.catalog.Catalog;
import io.mcpguard.catalog.Targeted;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.delegation.Lineages;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.ExchangeId;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.policy.Authorization;
import io.mcpguard.protocol.Answers;
import io.mcpguard.protocol.Call;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.protocol.RequestMeta;
import io.mcpguard.protocol.Target;
import io.mcpguard.ratelimit.Admission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/**
 * A tool server's requests to the client (contracts §3): denied unless the operator said that this
 * upstream may ask such a thing, made under an id of our own, recorded like a call.
 *
 * <p>The attacker is a tool server that has a model or a person of the client's work for it, or an
 * agent that answers a question which another was asked.
 */
final class Questions {
  private static final Duration TO_ANSWER = Duration.ofSeconds(10);

  /** Each question is two records, and a result may be as long as an answer. */
  private static final int MOST_AT_ONCE = 64;

  private static final Map<String, String> ASKS =
      Map.of(
          "sampling/createMessage", "sampling",
          "elicitation/create", "elicitation",
          "roots/list", "roots");

  private final Catalog catalog;
  private final Authorization authorization;
  private final Admission admission;
  private final Evidence evidence;
  private final RandomGenerator random;

  Questions(
      Catalog catalog,
      Authorization authorization,
      Admission admission,
      Evidence evidence,
      RandomGenerator random) {
    this.catalog = catalog;
    this.authorization = authorization;
    this.admission = admission;
    this.evidence = evidence;
    this.random = random;
  }

  /**
   * The request as the client is to get it; nothing when it is answered here, or where it may not
   * be: "Servers MUST send server-to-client requests … using the MRTR pattern" (2026-07-28,
   * basic/patterns/mrtr), and nobody could answer it.
   */
  Optional<byte[]> ask(
      Dialogue session, Delegated caller, ServerMessage.Asked asked, RequestId during) {
    return switch (session) {
      case LegacySession legacy -> askInSession(legacy, caller, asked, during);
      case StatelessRequest alone -> {
        Denial denial =
            Denial.of(
                Reason.POLICY_DENIED,
                "upstream " + alone.upstream().name() + " asked in a revision without requests");
        Call question = call(alone, asked, ExchangeId.mint(random));
        evidence.refuse(caller, question, alone.upstream(), denial);
        yield Optional.empty();
      }
    };
  }

  private Optional<byte[]> askInSession(
      LegacySession session, Delegated caller, ServerMessage.Asked asked, RequestId during) {
    RequestId upstreamId = RequestId.of(asked.document(), asked.id());
    if (asked.method().equals("ping")) {
      reply(session, Answers.emptyResult(upstreamId));
      return Optional.empty();
    }
    ExchangeId exchange = ExchangeId.mint(random);
    Optional<OpenRequest> call = callDuring(session, during);
    return switch (permit(session, caller, asked, call, exchange)) {
      case Refused<Recorded>(Denial denial) -> {
        reply(session, Answers.error(denial, exchange, upstreamId));
        yield Optional.empty();
      }
      case Proceed<Recorded>(Recorded recorded) ->
          pose(
              session,
              asked,
              new Question(
                  upstreamId,
                  asked.method(),
                  recorded,
                  call.orElseThrow(),
                  evidence,
                  new AtomicBoolean()));
    };
  }

  /** The answer to what {@code upstream} asked while nobody can tell whom it meant. */
  byte[] refuseUnclaimed(Upstream upstream, String method, RequestId id) {
    ExchangeId exchange = ExchangeId.mint(random);
    Denial denial =
        Denial.of(
            Reason.POLICY_DENIED, "upstream " + upstream.name() + " asked outside of one call");
    return Answers.error(evidence.refuse(upstream, exchange, method, denial), exchange, id);
  }

  private Outcome<Recorded> permit(
      Dialogue session,
      Delegated caller,
      ServerMessage.Asked asked,
      Optional<OpenRequest> call,
      ExchangeId exchange) {
    Call question = call(session, asked, exchange);
    JsonObject params = asked.root().object("params").orElse(asked.root());
    Optional<String> fault =
        call.isEmpty()
            ? Optional.of("upstream " + session.upstream().name() + " asked outside of a call")
            : fault(session.upstream(), session.conversation().revision(), asked.method(), params);
    if (fault.isPresent()) {
      Denial denial = Denial.of(Reason.POLICY_DENIED, fault.get());
      return new Refused<>(evidence.refuse(caller, question, session.upstream(), denial));
    }
    Recorded open = call.flatMap(OpenRequest::call).orElseThrow().recorded();
    Call led = question.of(Lineages.following(open.call()));
    Targeted targeted = catalog.aimAnswer(open.caller(), led, open.targeted());
    return evidence.decide(admission.exempt(authorization.answering(targeted, open.authorized())));
  }

  private static Call call(Dialogue session, ServerMessage.Asked asked, ExchangeId exchange) {
    return new Call(
        exchange,
        new McpMessage.ServerRequest(asked.document(), asked.root()),
        asked.method(),
        new Target.Server(),
        asked.root().object("params").orElse(asked.root()),
        session.conversation());
  }

  /**
   * Why a result that wants more input may not reach the client; empty when all that it asks is
   * permitted. Each question is recorded like one that is made by a request; its answer comes
   * within another call, so that its record ends when it reaches the client.
   */
  Optional<Denial> refusal(
      Recorded during, JsonDocument document, JsonObject asked, Splices edits) {
    if (asked.members().size() > MOST_AT_ONCE) {
      return Optional.of(Denial.of(Reason.UPSTREAM_WRONG, "it asks too many things at once"));
    }
    List<Recorded> permitted = new ArrayList<>();
    for (JsonMember each : asked.members()) {
      switch (permit(during, document, each.value())) {
        case Refused<Recorded>(Denial denial) -> {
          conclude(permitted, Status.REFUSED, denial.reason().code());
          return Optional.of(denial);
        }
        case Proceed<Recorded>(Recorded recorded) -> permitted.add(recorded);
      }
      if (each.value() instanceof JsonObject question) {
        question.object("params").ifPresent(params -> OwnMeta.strip(params, edits));
      }
    }
    conclude(permitted, Status.EXECUTED, "");
    return Optional.empty();
  }

  private void conclude(List<Recorded> questions, Status how, String reason) {
    questions.forEach(recorded -> evidence.conclude(recorded, CallEnd.without(how, reason)));
  }

  private Outcome<Recorded> permit(Recorded during, JsonDocument document, JsonValue value) {
    if (!(value instanceof JsonObject asked)) {
      return Outcome.refuse(Reason.UPSTREAM_WRONG, "an input request is no object");
    }
    String method = asked.string("method").orElse("");
    JsonObject params = asked.object("params").orElse(asked);
    Call question =
        new Call(
                ExchangeId.mint(random),
                new McpMessage.ServerRequest(document, asked),
                method,
                new Target.Server(),
                params,
                during.call().conversation())
            .of(Lineages.following(during.call()));
    Optional<String> fault = fault(during.upstream(), RequestMeta.REVISION, method, params);
    if (fault.isPresent()) {
      Denial denial = Denial.of(Reason.POLICY_DENIED, fault.get());
      return new Refused<>(evidence.refuse(during.caller(), question, during.upstream(), denial));
    }
    Targeted targeted = catalog.aimAnswer(during.caller(), question, during.targeted());
    return evidence.decide(
        admission.exempt(authorization.answering(targeted, during.authorized())));
  }

  private static Optional<OpenRequest> callDuring(Dialogue session, RequestId during) {
    return during.equals(RequestId.NONE)
        ? session.requests().onlyCall()
        : session.requests().find(during).filter(request -> request.call().isPresent());
  }

  private static Optional<String> fault(
      Upstream upstream, String revision, String method, JsonObject params) {
    String kind = ASKS.get(method);
    if (kind == null || !upstream.mayAsk().contains(kind)) {
      return Optional.of("upstream " + upstream.name() + " asked what its may-ask does not name");
    }
    boolean byUrl = params.string("mode").equals(Optional.of("url"));
    if (byUrl && !Revisions.hasUrlElicitation(revision)) {
      return Optional.of(
          "upstream " + upstream.name() + " asked to open a URL in a revision without that");
    }
    return byUrl && !Elicitations.leadsWhereItMay(upstream, params.string("url").orElse(""))
        ? Optional.of(
            "upstream " + upstream.name() + " asked to open a URL outside its elicitation-hosts")
        : Optional.empty();
  }

  private static Optional<byte[]> pose(
      Dialogue session, ServerMessage.Asked asked, Question question) {
    RequestId ours = new RequestId('"' + question.recorded().call().id().value() + '"');
    if (!session.requests().ask(ours, question)) {
      question.end(Ending.because(Reason.BUSY, Status.REFUSED));
      Denial busy = Denial.of(Reason.BUSY, "too many open questions in one session");
      reply(session, Answers.error(busy, question.recorded().call().id(), question.upstreamId()));
      return Optional.empty();
    }
    JsonDocument document = asked.document();
    Splices edits = Splices.of(document).replace(asked.id(), ours.bytes());
    asked
        .root()
        .object("params")
        .ifPresent(params -> {
          OwnMeta.strip(params, edits);
          // It names a task by an id that the client does not know.
          params.object("_meta").ifPresent(meta -> edits.remove(meta, LegacyTaskResults.RELATED));
        });
    return Optional.of(edits.apply());
  }

  /** Answers the tool server ourselves; whether it listens is its own business. */
  private static void reply(Dialogue session, byte[] json) {
    JsonDocument document = ServerMessage.reread(json);
    SessionLink.Outbound answer =
        SessionLink.Outbound.unasserted(document, (JsonObject) document.root(), RequestId.NONE);
    if (session.link().send(answer, Deadline.in(TO_ANSWER))
        instanceof SessionLink.Reply.Flowing flowing) {
      flowing.flow().close();
    }
  }
}
