package io.mcpguard.server.transport;

import io.mcpguard.McpGuard;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.oauth.Credentials;
import io.mcpguard.protocol.Envelope;
import io.mcpguard.upstream.LegacySession;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** Serves {@code upstreams} by their names. */
  public McpHandler(McpGuard guard, List<Upstream> upstreams, LocalNames names, BodyReader bodies) {
    this.guard = guard;
    this.upstreams =
        upstreams.stream()
            .collect(
                java.util.stream.Collectors.toUnmodifiableMap(
                    Upstream::name, upstream -> upstream));
    this.names = names;
    this.bodies = bodies;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String path = Request.getPathInContext(request);
    if (!path.startsWith(PREFIX)) {
      return false;
    }
    Wire wire = new Wire(request, response);
    try {
      serve(path.substring(PREFIX.length()), request, wire);
      callback.succeeded();
    } catch (IOException gone) {
      // The client has left; what was recorded stays recorded.
      callback.failed(gone);
    }
    return true;
  }

  private void serve(String name, Request request, Wire wire)
      throws IOException, InterruptedException {
    Optional<Reason> stranger = stranger(request);
    if (stranger.isPresent()) {
      wire.refuse(stranger.get());
      return;
    }
    Upstream upstream = upstreams.get(name);
    if (upstream == null) {
      wire.refuse(Reason.UNKNOWN_ENDPOINT);
      return;
    }
    Credentials credentials =
        Credentials.read(request.getHeaders().getValuesList(HttpHeader.AUTHORIZATION));
    switch (guard.admit(credentials, upstream.resource())) {
      case Refused<Delegated>(Denial denial) ->
          wire.challenge(denial, guard.challenge(denial, credentials, upstream));
      case Proceed<Delegated>(Delegated caller) -> admitted(caller, upstream, request, wire);
    }
  }

  /**
   * Host first, then Origin where there is one (2025-11-25, basic/transports, security warning).
   */
  private Optional<Reason> stranger(Request request) {
    if (!names.takesHost(Request.getServerName(request))) {
      return Optional.of(Reason.HOST_REFUSED);
    }
    List<String> origins = request.getHeaders().getValuesList(HttpHeader.ORIGIN);
    boolean taken =
        origins.isEmpty() || (origins.size() == 1 && names.takesOrigin(origins.getFirst()));
    return taken ? Optional.empty() : Optional.of(Reason.ORIGIN_REFUSED);
  }

  private void admitted(Delegated caller, Upstream upstream, Request request, Wire wire)
      throws IOException, InterruptedException {
    switch (HttpMethod.fromString(request.getMethod())) {
      case POST -> post(caller, upstream, request, wire);
      case GET -> {
        if (!wire.takesEvents()) {
          wire.refuse(Reason.NOT_ACCEPTABLE);
          return;
        }
        withSession(
            caller,
            upstream,
            request,
            wire,
            session ->
                wire.answer(
                    guard.listen(caller, session, header(request, LAST_EVENT)),
                    denial -> guard.challenge(denial, caller, upstream)));
      }
      case DELETE ->
          withSession(
              caller,
              upstream,
              request,
              wire,
              session ->
                  wire.answer(
                      guard.end(session), denial -> guard.challenge(denial, caller, upstream)));
      case null, default -> wire.refuse(Reason.METHOD_NOT_ALLOWED);
    }
  }

  private void post(Delegated caller, Upstream upstream, Request request, Wire wire)
      throws IOException, InterruptedException {
    if (!wire.sendsJson()) {
      wire.refuse(Reason.WRONG_MEDIA_TYPE);
      return;
    }
    if (!wire.takesBoth()) {
      wire.refuse(Reason.NOT_ACCEPTABLE);
      return;
    }
    switch (bodies.read(request)) {
      case BodyReader.Body.TooLarge large -> wire.refuse(Reason.BODY_TOO_LARGE);
      case BodyReader.Body.TooSlow slow -> wire.refuse(Reason.FLOOD);
      case BodyReader.Body.Whole body ->
          read(caller, upstream, request, guard.read(body.bytes()), wire);
    }
  }

  private void read(
      Delegated caller, Upstream upstream, Request request, Envelope envelope, Wire wire)
      throws IOException, InterruptedException {
    Wire.Challenges challenges = denial -> guard.challenge(denial, caller, upstream);
    if (guard.opensSession(envelope)) {
      wire.answer(guard.open(caller, upstream, envelope), challenges);
      return;
    }
    withSession(
        caller,
        upstream,
        request,
        wire,
        session -> {
          switch (envelope) {
            case Envelope.Single single ->
                wire.answer(guard.answer(caller, session, single), challenges);
            case Envelope.Malformed malformed ->
                wire.answer(guard.answer(caller, session, malformed), challenges);
            case Envelope.Batch batch -> wire.answer(guard.answerAll(caller, session, batch));
          }
        });
  }

  /** What is done with a session once it is known to be this caller's. */
  private interface Use {
    void of(LegacySession session) throws IOException, InterruptedException;
  }

  private void withSession(Delegated caller, Upstream upstream, Request request, Wire wire, Use use)
      throws IOException, InterruptedException {
    Outcome<LegacySession> found =
        guard.session(caller, upstream, header(request, SESSION), header(request, REVISION));
    switch (found) {
      case Proceed<LegacySession>(LegacySession session) -> use.of(session);
      case Refused<LegacySession>(Denial denial) -> wire.refuse(denial.reason());
    }
  }

  /**
   * A header's value; empty text where it is missing, and where it comes twice, which no session is
   * named.
   */
  private static String header(Request request, String name) {
    List<String> values = request.getHeaders().getValuesList(name);
    return values.size() == 1 ? values.getFirst() : "";
  }
}
