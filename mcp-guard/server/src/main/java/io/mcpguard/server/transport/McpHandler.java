package io.mcpguard.server.transport;

import io.mcpguard.McpGuard;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.oauth.Credentials;
import io.mcpguard.protocol.Envelope;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.McpMethod;
import io.mcpguard.upstream.LegacySession;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The MCP endpoints, {@code /mcp/{server}}: Streamable HTTP of the legacy revisions (2025-11-25,
 * basic/transports).
 *
 * <p>The order at the door (contracts §3): Host and Origin, authentication from the head alone, the
 * body's size, its strict parse, the rest.
 */
public final class McpHandler extends Handler.Abstract {
  /** Below this path lie the endpoints. */
  public static final String PREFIX = "/mcp/";

  static final String SESSION = "Mcp-Session-Id";
  private static final String REVISION = "MCP-Protocol-Version";
  private static final String LAST_EVENT = "Last-Event-ID";

  private final McpGuard guard;
  private final Map<String, Upstream> upstreams;
  private final LocalNames names;
  private final BodyReader bodies;
  private final Challenges challenges;

  /** One request at one endpoint, by a caller who was let in. */
  private record Visit(Delegated caller, Upstream upstream, Request request, Wire wire) {}

  /** What is done with a session once it is known to be this caller's. */
  private interface Use {
    void of(LegacySession session) throws IOException, InterruptedException;
  }

  /** Serves {@code upstreams} by their names. */
  public McpHandler(
      McpGuard guard,
      List<Upstream> upstreams,
      LocalNames names,
      BodyReader bodies,
      Challenges challenges) {
    this.guard = guard;
    this.upstreams =
        upstreams.stream().collect(Collectors.toUnmodifiableMap(Upstream::name, u -> u));
    this.names = names;
    this.bodies = bodies;
    this.challenges = challenges;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String path = Request.getPathInContext(request);
    if (!path.startsWith(PREFIX)) {
      return false;
    }
    try {
      serve(path.substring(PREFIX.length()), request, new Wire(request, response, challenges));
      callback.succeeded();
    } catch (IOException gone) {
      // The client has left; what was recorded stays recorded.
      callback.failed(gone);
    }
    return true;
  }

  private void serve(String name, Request request, Wire wire)
      throws IOException, InterruptedException {
    if (isFromStranger(request)) {
      wire.refuse(Reason.ORIGIN_REFUSED);
      return;
    }
    Upstream upstream = upstreams.get(name);
    if (upstream == null) {
      wire.refuse(Reason.UNKNOWN_ENDPOINT);
      return;
    }
    Credentials presented =
        Credentials.read(request.getHeaders().getValuesList(HttpHeader.AUTHORIZATION));
    switch (guard.admit(presented, upstream.resource())) {
      case Refused<Delegated>(Denial denial) -> wire.refuse(denial, upstream);
      case Proceed<Delegated>(Delegated caller) ->
          admitted(new Visit(caller, upstream, request, wire));
    }
  }

  /**
   * Origin, where there is one (2025-11-25, basic/transports, security warning); Host was checked
   * before.
   */
  private boolean isFromStranger(Request request) {
    List<String> origins = request.getHeaders().getValuesList(HttpHeader.ORIGIN);
    return !origins.isEmpty() && !(origins.size() == 1 && names.takesOrigin(origins.getFirst()));
  }

  private void admitted(Visit visit) throws IOException, InterruptedException {
    switch (HttpMethod.fromString(visit.request().getMethod())) {
      case POST -> post(visit);
      case GET -> listen(visit);
      case DELETE ->
          withSession(visit, session -> visit.wire().answer(guard.end(session), visit.upstream()));
      case null, default -> visit.wire().refuse(Reason.METHOD_NOT_ALLOWED);
    }
  }

  private void post(Visit visit) throws IOException, InterruptedException {
    Wire wire = visit.wire();
    if (!wire.sendsJson()) {
      wire.refuse(Reason.WRONG_MEDIA_TYPE);
      return;
    }
    if (!wire.takesBoth()) {
      wire.refuse(Reason.NOT_ACCEPTABLE);
      return;
    }
    switch (bodies.read(visit.request())) {
      case BodyReader.Body.TooLarge large -> wire.refuse(Reason.BODY_TOO_LARGE);
      case BodyReader.Body.TooSlow slow -> wire.refuse(Reason.FLOOD);
      case BodyReader.Body.Whole body -> read(visit, guard.read(body.bytes()));
    }
  }

  private void read(Visit visit, Envelope envelope) throws IOException, InterruptedException {
    Delegated caller = visit.caller();
    Upstream upstream = visit.upstream();
    Wire wire = visit.wire();
    switch (envelope) {
      case Envelope.Malformed malformed ->
          wire.answer(guard.refuse(caller, upstream, malformed), upstream);
      case Envelope.Single(McpMessage.Request opening)
          when opening.method() == McpMethod.INITIALIZE ->
          wire.answer(guard.open(caller, upstream, opening), upstream);
      case Envelope.Single single ->
          withSession(
              visit,
              session -> wire.answer(guard.answer(caller, session, single.message()), upstream));
      case Envelope.Batch batch ->
          withSession(
              visit, session -> wire.answer(guard.answerAll(caller, session, batch), upstream));
    }
  }

  private void listen(Visit visit) throws IOException, InterruptedException {
    if (!visit.wire().takesEvents()) {
      visit.wire().refuse(Reason.NOT_ACCEPTABLE);
      return;
    }
    String last = header(visit.request(), LAST_EVENT);
    withSession(
        visit,
        session ->
            visit.wire().answer(guard.listen(visit.caller(), session, last), visit.upstream()));
  }

  private void withSession(Visit visit, Use use) throws IOException, InterruptedException {
    String id = header(visit.request(), SESSION);
    String revision = header(visit.request(), REVISION);
    switch (guard.session(visit.caller(), visit.upstream(), id, revision)) {
      case Proceed<LegacySession>(LegacySession session) -> use.of(session);
      case Refused<LegacySession>(Denial denial) -> visit.wire().refuse(denial.reason());
    }
  }

  /**
   * A header's value; empty text where it is missing, and where it comes twice and so names
   * nothing.
   */
  private static String header(Request request, String name) {
    List<String> values = request.getHeaders().getValuesList(name);
    return values.size() == 1 ? values.getFirst() : "";
  }
}
