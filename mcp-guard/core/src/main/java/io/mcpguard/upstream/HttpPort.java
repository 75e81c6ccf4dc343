package io.mcpguard.upstream;

import io.mcpguard.catalog.ParameterHeaders;
import io.mcpguard.credential.Credential;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.issuance.Assertion;
import io.mcpguard.protocol.RequestId;
import java.util.Optional;

/** The way to an upstream over Streamable HTTP: every session is one of the upstream's own. */
public final class HttpPort implements Port {
  private final UpstreamConnection connection;
  private final AssertionCarrier carrier;
  private final ResultCheck results;
  private final Credential credential;
  private final Occasion occasion;

  /** Sessions over {@code connection}, with the guard's own credential. */
  public HttpPort(UpstreamConnection connection, Credential credential) {
    this(connection, credential, new TokenCarrier());
  }

  /** The same, where {@code carrier} tells who calls. */
  public HttpPort(UpstreamConnection connection, Credential credential, AssertionCarrier carrier) {
    this(connection, credential, carrier, ResultCheck.NONE, Occasion.ANY_TIME);
  }

  /** This one, whose results are held against what their server signs. */
  public HttpPort checking(ResultCheck check) {
    return new HttpPort(connection, credential, carrier, check, occasion);
  }

  /** Sessions over a connection that is there at times only. */
  public HttpPort(UpstreamConnection connection, Credential credential, Occasion occasion) {
    this(connection, credential, new TokenCarrier(), ResultCheck.NONE, occasion);
  }

  private HttpPort(
      UpstreamConnection connection,
      Credential credential,
      AssertionCarrier carrier,
      ResultCheck results,
      Occasion occasion) {
    this.connection = connection;
    this.carrier = carrier;
    this.results = results;
    this.credential = credential;
    this.occasion = occasion;
  }

  @Override
  public Occasion occasion() {
    return occasion;
  }

  @Override
  public Optional<SessionLink> stateless(String upstream, ParameterHeaders parameters) {
    RequestHeads heads = new RequestHeads(HttpLink.opening(credential), parameters, upstream);
    return Optional.of(HttpLink.stateless(connection, carrier, results, heads));
  }

  @Override
  public Opening open(byte[] initialize, RequestId id, Deadline deadline) {
    UpstreamHeaders headers =
        carrier.carry("POST", HttpLink.opening(credential), initialize, new Assertion.Unasserted());
    UpstreamMessage message = UpstreamMessage.request(0, initialize, headers);
    try (UpstreamExchange exchange = connection.send(message, deadline)) {
      return switch (exchange.reply()) {
        case Answered answered -> answer(answered.json(), id, answered.head());
        case EventStream stream -> fromEvents(stream, id, deadline);
        case Accepted accepted ->
            new Opening.NotOpened(SessionLink.Failing.WRONG, accepted.head().status());
        case Rejected rejected ->
            ServerMessage.read(rejected.body()) instanceof ServerMessage.Answered refusal
                    && refusal.id().equals(id)
                ? answer(rejected.body(), id, rejected.head())
                : new Opening.NotOpened(SessionLink.Failing.REFUSED, rejected.head().status());
        case Failed failed -> new Opening.NotOpened(HttpLink.failing(failed), 0);
      };
    }
  }

  private Opening fromEvents(EventStream stream, RequestId id, Deadline deadline) {
    try (stream) {
      while (true) {
        switch (stream.next(deadline)) {
          case SseEvent event -> {
            if (answer(event.data(), id, stream.head()) instanceof Opening.Answered opened) {
              return opened;
            }
          }
          case StreamClosed end -> {
            return new Opening.NotOpened(SessionLink.Failing.WRONG, stream.head().status());
          }
          case Failed failed -> {
            return new Opening.NotOpened(HttpLink.failing(failed), stream.head().status());
          }
        }
      }
    }
  }

  private Opening answer(byte[] json, RequestId id, UpstreamHead head) {
    if (!(ServerMessage.read(json) instanceof ServerMessage.Answered answered)
        || !answered.id().equals(id)) {
      return new Opening.NotOpened(SessionLink.Failing.WRONG, head.status());
    }
    String session = head.sessionId().orElse("");
    return new Opening.Answered(
        answered,
        session,
        (revision, keeping) ->
            HttpLink.in(connection, carrier, results, credential, revision, session));
  }

  /** All that changes in it stands at the upstream. */
  @Override
  public SessionLink resume(Past past, Keeping keeping) {
    return HttpLink.in(connection, carrier, results, credential, past.revision(), past.session());
  }

  @Override
  public void close() {
    connection.close();
  }
}
