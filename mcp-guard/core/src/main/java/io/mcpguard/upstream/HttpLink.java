package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.credential.Credential;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.http.Header;
import io.mcpguard.issuance.Assertion;
import io.mcpguard.protocol.McpMethod;
import io.mcpguard.protocol.RequestId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Streamable HTTP, as a legacy session, where the upstream has one of its own for each of ours, or
 * without any session.
 */
final class HttpLink implements SessionLink {
  private static final byte[] NOTHING = {};
  private static final Duration TO_END = Duration.ofSeconds(5);

  /** The first revision whose requests name it in a header. */
  private static final String FIRST_NAMED = "2025-06-18";

  private final UpstreamConnection connection;
  private final AssertionCarrier carrier;
  private final ResultCheck results;
  private final UpstreamHeaders headers;
  private final Function<JsonObject, UpstreamHeaders> heads;
  private final boolean hasSession;
  private final Batching batching;

  private HttpLink(
      UpstreamConnection connection,
      AssertionCarrier carrier,
      ResultCheck results,
      UpstreamHeaders headers,
      Function<JsonObject, UpstreamHeaders> heads,
      boolean hasSession,
      Batching batching) {
    this.connection = connection;
    this.carrier = carrier;
    this.results = results;
    this.headers = headers;
    this.heads = heads;
    this.hasSession = hasSession;
    this.batching = batching;
  }

  /** The headers of what is sent before there is a session. */
  static UpstreamHeaders opening(Credential credential) {
    return switch (credential) {
      case Credential.None none -> UpstreamHeaders.none();
      case Credential.StaticHeader header ->
          UpstreamHeaders.none().credential(new Header(header.name(), header.reveal()));
    };
  }

  /** A link in the session that the upstream began; empty text where it began none. */
  static HttpLink in(
      UpstreamConnection connection,
      AssertionCarrier carrier,
      ResultCheck results,
      Credential credential,
      String revision,
      String session) {
    UpstreamHeaders headers = opening(credential);
    if (revision.compareTo(FIRST_NAMED) >= 0) {
      headers = headers.protocolVersion(revision);
    }
    UpstreamHeaders all = session.isEmpty() ? headers : headers.sessionId(session);
    return new HttpLink(
        connection,
        carrier,
        results,
        all,
        message -> all,
        !session.isEmpty(),
        Batching.of(revision));
  }

  /** A link for requests that need no session, each with the headers that repeat its body. */
  static HttpLink stateless(
      UpstreamConnection connection,
      AssertionCarrier carrier,
      ResultCheck results,
      RequestHeads heads) {
    return new HttpLink(
        connection, carrier, results, UpstreamHeaders.none(), heads::of, false, Batching.NEVER);
  }

  @Override
  public ResultCheck.Demand demand() {
    return results.demand();
  }

  @Override
  public Reply send(Outbound message, Deadline deadline) {
    byte[] json = bytes(message);
    UpstreamHeaders asserted =
        carrier.carry("POST", heads.apply(message.root()), json, message.assertion());
    UpstreamExchange exchange =
        connection.send(outgoing(message, json, asserted).after(message.cancellation()), deadline);
    message.cancellation().carriedBy(exchange::cancel);
    UpstreamReply came = exchange.reply();
    return switch (reply(came)) {
      case Reply.Whole whole ->
          new Reply.Whole(whole.json(), whole.status(), results.found(asserted, came));
      case Reply.Broken broken ->
          broken.status() == 0 // Then nothing came that anybody could have signed.
              ? broken
              : new Reply.Broken(broken.failing(), broken.status(), results.found(asserted, came));
      case Reply.Flowing flowing -> flowing;
      case Reply.Taken taken -> taken;
    };
  }

  private static UpstreamMessage outgoing(Outbound message, byte[] json, UpstreamHeaders headers) {
    if (message.id().equals(RequestId.NONE)) {
      return UpstreamMessage.oneWay(json, headers);
    }
    return message.root().string("method").equals(Optional.of(McpMethod.LISTEN.wire()))
        ? UpstreamMessage.subscription(0, json, headers)
        : UpstreamMessage.request(0, json, headers);
  }

  @Override
  public Reply listen(String lastEventId, Deadline deadline) {
    UpstreamHeaders resuming = lastEventId.isEmpty() ? headers : headers.lastEventId(lastEventId);
    UpstreamHeaders carried = carrier.carry("GET", resuming, NOTHING, new Assertion.Unasserted());
    return LateStream.awaited(connection.openStream(carried, deadline), this::reply);
  }

  @Override
  public void close() {
    if (hasSession) {
      UpstreamHeaders carried =
          carrier.carry("DELETE", headers, NOTHING, new Assertion.Unasserted());
      try (UpstreamExchange end = connection.endSession(carried, Deadline.in(TO_END))) {
        end.reply();
      }
    }
  }

  private static byte[] bytes(Outbound message) {
    JsonObject root = message.root();
    Optional<JsonObject> holder =
        root.object("params").or(() -> root.object("result")).or(() -> root.object("error"));
    return holder.isPresent() && OwnMeta.isIn(holder.get())
        ? OwnMeta.strip(holder.get(), Splices.of(message.document())).apply()
        : message.document().bytes();
  }

  private Reply reply(UpstreamExchange exchange) {
    return reply(exchange.reply());
  }

  private Reply reply(UpstreamReply came) {
    return switch (came) {
      case Answered answered -> whole(answered.json(), answered.head().status());
      case EventStream stream ->
          new Reply.Flowing(new PumpedStream(stream, batching), stream.head().status());
      case Accepted accepted -> new Reply.Taken();
      case Rejected rejected -> rejected(rejected);
      case Failed failed -> new Reply.Broken(failing(failed), 0);
    };
  }

  private Reply whole(byte[] json, int status) {
    List<byte[]> messages = batching.messages(json);
    return messages.size() == 1
        ? new Reply.Whole(messages.getFirst(), status)
        : new Reply.Flowing(new GivenMessages(messages), status);
  }

  /**
   * An HTTP error that carries a JSON-RPC answer is one; any other body is never shown to anybody.
   */
  private Reply rejected(Rejected rejected) {
    int status = rejected.head().status();
    if (status == 404 && hasSession) {
      return new Reply.Broken(Failing.SESSION_GONE, status);
    }
    if (status != 401
        && status != 403
        && rejected.head().contentType().equals("application/json")
        && ServerMessage.read(rejected.body()) instanceof ServerMessage.Answered answer
        && !answer.id().equals(RequestId.NONE)) {
      return new Reply.Whole(rejected.body(), status);
    }
    if (status >= 500) {
      // It may have acted before it failed.
      return new Reply.Broken(Failing.WRONG, status);
    }
    return new Reply.Broken(status == 405 ? Failing.NOT_OFFERED : Failing.REFUSED, status);
  }

  /** What was never sent has not acted, however it failed. */
  private static Failing sent(Failed failed, Failing otherwise) {
    return failed.reach() == Reach.UNSENT ? Failing.UNREACHED : otherwise;
  }

  static Failing failing(Failed failed) {
    return switch (failed.fault()) {
      case DOWN, REFUSED_ADDRESS, UNTRUSTED, CANCELLED -> sent(failed, Failing.DOWN);
      case BUSY -> Failing.BUSY;
      case WITHDRAWN -> Failing.WITHDRAWN;
      case SLOW -> sent(failed, Failing.SLOW);
      case MALFORMED -> Failing.WRONG;
      case TOO_LARGE -> Failing.OVERSIZE;
    };
  }
}
