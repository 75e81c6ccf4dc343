package io.mcpguard.streamable;

import io.mcpguard.McpGuard;
import io.mcpguard.bridge.ClientSession;
import io.mcpguard.bridge.SessionFront;
import io.mcpguard.bridge.StatelessEndpoint;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.jose.Sealer;
import io.mcpguard.oauth.Presentation;
import io.mcpguard.oauth.Scheme;
import io.mcpguard.protocol.Envelope;
import io.mcpguard.protocol.Era;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.McpMethod;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.protocol.RequestMeta;
import io.mcpguard.protocol.TraceParent;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.SessionTie;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The MCP endpoints: Streamable HTTP of the legacy revisions (2025-11-25, basic/transports).
 *
 * <p>The order at the door (contracts §3): Host and Origin, authentication from the head alone, the
 * body's size, its strict parse, the rest.
 */
public final class Endpoints {
  static final String SESSION = "Mcp-Session-Id";
  private static final String TXN_TOKEN = "Txn-Token";
  private static final String LAST_EVENT = "Last-Event-ID";
  private static final byte[] NO_BODY = {};

  private final McpGuard guard;
  private final Map<String, StatelessEndpoint> endpoints;
  private final SessionFront sessions;
  private final LocalNames names;
  private final BodyReader bodies;
  private final Challenges challenges;
  private final Drain drain = new Drain();
  private final Resumption resumption;

  /** One request at one endpoint, by a caller who was let in. */
  private record Visit(
      Delegated caller, StatelessEndpoint endpoint, ClientExchange exchange, Wire wire) {
    Upstream upstream() {
      return endpoint.upstream();
    }
  }

  /** What is done with a session once it is known to be this caller's. */
  private interface Use {
    void of(Resumption.Place place) throws IOException, InterruptedException;
  }

  /**
   * Serves {@code endpoints} by the names of their upstreams; the federated one has none. {@code
   * sealer} seals what clients carry over a restart.
   */
  public Endpoints(
      McpGuard guard,
      List<StatelessEndpoint> endpoints,
      SessionFront sessions,
      LocalNames names,
      BodyReader bodies,
      Challenges challenges,
      Sealer sealer) {
    this.guard = guard;
    this.resumption = new Resumption(guard, sealer, drain);
    this.endpoints =
        endpoints.stream()
            .collect(Collectors.toUnmodifiableMap(each -> each.upstream().name(), each -> each));
    this.sessions = sessions;
    this.names = names;
    this.bodies = bodies;
    this.challenges = challenges;
  }

  /**
   * Answers one request at the endpoint of this name. Host was checked before, whatever the path.
   *
   * @throws IOException when the client has left; what was recorded stays recorded
   */
  public void serve(String name, ClientExchange exchange) throws IOException, InterruptedException {
    Presentation presented =
        Presentation.read(
            exchange.method(), exchange.values("Authorization"), exchange.values("DPoP"));
    Wire wire = new Wire(exchange, challenges, presented.scheme());
    if (!names.takesOriginOf(exchange)) {
      wire.refuse(guard.refuseStranger(exchange.source(), Reason.ORIGIN_REFUSED));
      return;
    }
    CrossOrigin.letRead(exchange);
    StatelessEndpoint endpoint = endpoints.get(name);
    if (endpoint == null) {
      wire.refuse(guard.refuseStranger(exchange.source(), Reason.UNKNOWN_ENDPOINT));
      return;
    }
    if (CrossOrigin.answersPreflight(exchange)) {
      return;
    }
    Upstream upstream = endpoint.upstream();
    if (presented.scheme() == Scheme.DPOP) {
      exchange.field("DPoP-Nonce", guard.dpopNonce());
    }
    switch (guard.admit(presented, upstream, exchange.source())) {
      case Refused<Delegated>(Denial denial) -> wire.refuse(denial, upstream);
      case Proceed<Delegated>(Delegated caller) ->
          admitted(new Visit(led(caller, exchange), endpoint, exchange, wire));
    }
  }

  /** Where the request says that it comes from; its body may know better. */
  private static Delegated led(Delegated caller, ClientExchange exchange) {
    return caller
        .ledBy(exchange.values(TXN_TOKEN))
        .tracedBy(TraceParent.of(exchange.values(TraceParent.NAME)));
  }

  /**
   * Sends the readers of streams away. Subscriptions are answered, which ends them; in sessions
   * readers are told when to come back, of news at once, of answers when this time is over.
   */
  public void drain(Duration atMost) {
    drain.begin(atMost);
  }

  /** Waits until those of sessions have gone, or that time and a little more is over. */
  public void awaitDrained() throws InterruptedException {
    resumption.awaitDrained();
  }

  private void admitted(Visit visit) throws IOException, InterruptedException {
    String method = visit.exchange().method();
    if (visit.wire().isStateless() && !method.equals("POST")) {
      refuse(visit, Reason.METHOD_NOT_ALLOWED, "streams and sessions are of other revisions");
      return;
    }
    switch (method) {
      case "POST" -> post(visit);
      case "GET" -> {
        if (isOfItsProof(visit, NO_BODY)) {
          listen(visit);
        }
      }
      case "DELETE" -> {
        if (isOfItsProof(visit, NO_BODY)) {
          withSession(visit, place -> visit.wire().answer(resumption.end(place), visit.upstream()));
        }
      }
      default -> refuse(visit, Reason.METHOD_NOT_ALLOWED, "an HTTP method that has no meaning");
    }
  }

  /** Whether the proof was made for this body; a request whose proof was not is refused here. */
  private boolean isOfItsProof(Visit visit, byte[] body) throws IOException {
    if (visit.caller().content().covers(body)) {
      return true;
    }
    Denial denial =
        Denial.of(Reason.INVALID_DPOP_PROOF, "the body is not that of the proof's content_digest");
    visit.wire().refuse(guard.refuse(visit.caller(), visit.upstream(), denial), visit.upstream());
    return false;
  }

  private void post(Visit visit) throws IOException, InterruptedException {
    if (!visit.wire().sendsJson()) {
      refuse(visit, Reason.WRONG_MEDIA_TYPE, "Content-Type is not application/json");
      return;
    }
    if (!visit.wire().takesBoth()) {
      refuse(visit, Reason.NOT_ACCEPTABLE, "Accept lacks one of the two media types");
      return;
    }
    switch (bodies.read(visit.exchange())) {
      case BodyReader.Body.TooLarge large -> refuseBeyond(visit, large.mostBytes());
      case BodyReader.Body.TooSlow slow ->
          refuse(visit, Reason.FLOOD, "the body did not come in time");
      case BodyReader.Body.NoRoom full ->
          refuse(visit, Reason.FULL_HOUSE, "request bodies hold as much memory as they may");
      case BodyReader.Body.Whole body -> {
        try {
          if (isOfItsProof(visit, body.bytes())) {
            read(visit, guard.read(visit.upstream(), body.bytes()));
          }
        } finally {
          bodies.done(body);
        }
      }
    }
  }

  private void refuseBeyond(Visit visit, int mostBytes) throws IOException {
    Denial denial = Denial.of(Reason.BODY_TOO_LARGE, "the body is larger than limits.body");
    Reason told = guard.refuse(visit.caller(), visit.upstream(), denial).reason();
    visit.wire().refuseBeyond(mostBytes, told);
  }

  /** A refusal of an authenticated caller is recorded, whatever it is about (contracts §2). */
  private void refuse(Visit visit, Reason reason, String detail) throws IOException {
    Denial denial = Denial.of(reason, detail);
    visit.wire().refuse(guard.refuse(visit.caller(), visit.upstream(), denial).reason());
  }

  private void read(Visit visit, Envelope envelope) throws IOException, InterruptedException {
    Delegated caller = visit.caller();
    Upstream upstream = visit.upstream();
    Wire wire = visit.wire();
    switch (envelope) {
      case Envelope.Malformed malformed ->
          wire.answer(
              guard.refuse(caller, upstream, RepeatedHeaders.check(visit.exchange(), malformed)),
              upstream);
      case Envelope.Single(McpMessage.Request request) when isStateless(visit, request) ->
          wire.answer(stateless(visit, request), upstream);
      case Envelope.Single(McpMessage.Notification unheard) when visit.wire().isStateless() ->
          wire.answer(new Answer.Accepted(), upstream);
      case Envelope.Single(McpMessage.Request opening)
          when opening.method() == McpMethod.INITIALIZE ->
          wire.answer(sessions.open(caller, visit.endpoint(), opening), upstream);
      case Envelope.Single single ->
          resumably(visit, session -> session.answer(caller, single.message()));
      case Envelope.Batch batch -> resumably(visit, session -> session.answerAll(caller, batch));
    }
  }

  /**
   * A request is of the form that its body claims (2026-07-28, basic/versioning, dual-era servers);
   * one that claims none is held to what its header says, but for the handshake that this form does
   * not have.
   */
  private static boolean isStateless(Visit visit, McpMessage.Request request) {
    return RequestMeta.isIn(request.params())
        || !request.method().isOf(Era.LEGACY)
        || (visit.wire().isStateless() && request.method() != McpMethod.INITIALIZE);
  }

  private Answer stateless(Visit visit, McpMessage.Request request) {
    return switch (RepeatedHeaders.check(visit.exchange(), visit.endpoint()::mirrored, request)) {
      case Proceed<RequestMeta>(RequestMeta meta) -> {
        // "Closing the SSE response stream MUST be interpreted as cancellation" (2026-07-28,
        // basic/transports/streamable-http); what answers with one object has no other sign.
        SessionTie tie = SessionTie.alone();
        visit.exchange().whenLeft(tie::cancel);
        yield ending(request, visit.endpoint().answer(visit.caller(), request, meta, tie));
      }
      case Refused<RequestMeta>(Denial denial) ->
          guard.refuse(visit.caller(), visit.upstream(), request, denial);
    };
  }

  private Answer ending(McpMessage.Request request, Answer answer) {
    return request.method() == McpMethod.LISTEN && answer instanceof Answer.Events stream
        ? new Answer.Events(
            new EndingSubscription(
                stream.events(), RequestId.of(request.document(), request.id()), drain))
        : answer;
  }

  private void listen(Visit visit) throws IOException, InterruptedException {
    if (!visit.wire().takesEvents()) {
      refuse(visit, Reason.NOT_ACCEPTABLE, "Accept lacks text/event-stream");
      return;
    }
    String last = header(visit.exchange(), LAST_EVENT);
    withSession(
        visit, place -> visit.wire().answer(resumption.listen(place, last), visit.upstream()));
  }

  private void resumably(Visit visit, Function<ClientSession, Answer> answering)
      throws IOException, InterruptedException {
    withSession(
        visit,
        place ->
            visit
                .wire()
                .answer(
                    resumption.resumable(place, answering.apply(place.session())),
                    visit.upstream()));
  }

  private void withSession(Visit visit, Use use) throws IOException, InterruptedException {
    String id = header(visit.exchange(), SESSION);
    String revision = header(visit.exchange(), RepeatedHeaders.REVISION);
    switch (sessions.find(visit.caller(), visit.endpoint(), id, revision)) {
      case Proceed<ClientSession>(ClientSession session) ->
          use.of(new Resumption.Place(visit.upstream(), session, id, visit.caller()));
      case Refused<ClientSession>(Denial denial) -> visit.wire().refuse(denial.reason());
    }
  }

  /**
   * A header's value; empty text where it is missing, and where it comes twice and so names
   * nothing.
   */
  private static String header(ClientExchange exchange, String name) {
    List<String> values = exchange.values(name);
    return values.size() == 1 ? values.getFirst() : "";
  }
}
