package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.audit.Evidence;
import io.mcpguard.audit.Status;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.exchange.ExchangeId;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Reason;
import io.mcpguard.issuance.Asserted;
import io.mcpguard.issuance.Assertion;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.upstream.SessionLink.Failing;
import io.mcpguard.upstream.SessionLink.Outbound;
import io.mcpguard.upstream.SessionLink.Reply;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Sends what the stages before let through, and makes an answer of what comes back.
 *
 * <p>Right before the first byte goes out the delegation is read once more: what ended since the
 * decision ends the call as refused (contracts §2).
 */
public final class Forwarding {
  private final Evidence evidence;
  private final Inbound inbound;
  private final Predicate<Delegated> stillHolds;
  private final InstantSource clock;
  private final Duration patience;

  Forwarding(
      Evidence evidence,
      Inbound inbound,
      Predicate<Delegated> stillHolds,
      InstantSource clock,
      Duration patience) {
    this.evidence = evidence;
    this.inbound = inbound;
    this.stillHolds = stillHolds;
    this.clock = clock;
    this.patience = patience;
  }

  /** Makes the call of {@code asserted} in its session. */
  public Outcome<Answer> forward(LegacySession session, Asserted asserted) {
    OpenCall open = new OpenCall(asserted.equipped().recorded(), evidence);
    if (!stillHolds.test(asserted.caller())) {
      open.end(Status.REFUSED, 0);
      return Outcome.refuse(
          Reason.CHANGED_IN_FLIGHT, "the delegation ended between decision and call");
    }
    return switch (asserted.call().message()) {
      case McpMessage.Request request -> {
        RequestId id = RequestId.of(request.document(), request.id());
        Outbound outbound =
            new Outbound(request.document(), request.root(), id, asserted.assertion());
        yield request(session, outbound, open, asserted.call().id());
      }
      case McpMessage.ClientAnswer answer -> answer(session, answer, asserted, open);
      case McpMessage.Notification n ->
          throw new IllegalArgumentException("a notification is no call");
      case McpMessage.ServerRequest r ->
          throw new IllegalArgumentException("it goes the other way");
    };
  }

  /** Passes on a request that is not decided one by one: a list, or part of the handshake. */
  Outcome<Answer> pass(
      LegacySession session, McpMessage.Request request, Pending pending, ExchangeId exchange) {
    RequestId id = RequestId.of(request.document(), request.id());
    Outbound outbound =
        new Outbound(request.document(), request.root(), id, new Assertion.Unasserted());
    return request(session, outbound, pending, exchange);
  }

  /** Passes on a notification. */
  void notify(LegacySession session, McpMessage.Notification notification) {
    drop(
        session
            .link()
            .send(
                new Outbound(
                    notification.document(),
                    notification.root(),
                    RequestId.NONE,
                    new Assertion.Unasserted()),
                Deadline.in(patience)));
  }

  /** The stream of what belongs to no request. */
  Outcome<Answer> listen(LegacySession session, Delegated caller, String lastEventId) {
    return switch (session.link().listen(lastEventId, Deadline.in(patience))) {
      case Reply.Flowing flowing -> {
        Relay.Purpose purpose = new Relay.Purpose.Listening(caller.expiresAt());
        yield stream(session, new Relay(session, inbound, flowing.flow(), purpose, clock));
      }
      case Reply.Whole whole ->
          Outcome.refuse(Reason.METHOD_NOT_ALLOWED, "the upstream offers no stream");
      case Reply.Taken taken ->
          Outcome.refuse(Reason.METHOD_NOT_ALLOWED, "the upstream offers no stream");
      case Reply.Broken broken ->
          switch (broken.failing()) {
            case NOT_OFFERED, REFUSED ->
                Outcome.refuse(Reason.METHOD_NOT_ALLOWED, "the upstream offers no stream");
            case SESSION_GONE ->
                Outcome.refuse(Reason.UNKNOWN_SESSION, "the upstream ended the session");
            case DOWN, SLOW, WRONG ->
                Outcome.refuse(Reason.UPSTREAM_DOWN, "the upstream gave no stream");
          };
    };
  }

  private Outcome<Answer> request(
      LegacySession session, Outbound outbound, Pending pending, ExchangeId exchange) {
    if (!session.await(outbound.id(), pending)) {
      pending.end(Status.REFUSED, 0);
      return Outcome.refuse(
          Reason.INVALID_REQUEST, "the id is in use, or too many requests are open");
    }
    Deadline deadline = Deadline.in(patience);
    return switch (session.link().send(outbound, deadline)) {
      case Reply.Whole whole -> whole(session, outbound.id(), whole);
      case Reply.Flowing flowing -> {
        Relay.Purpose purpose =
            new Relay.Purpose.Answering(outbound.id(), deadline, exchange, flowing.status());
        yield stream(session, new Relay(session, inbound, flowing.flow(), purpose, clock));
      }
      case Reply.Taken taken -> failed(session, outbound.id(), Failing.WRONG, 202);
      case Reply.Broken broken -> failed(session, outbound.id(), broken.failing(), broken.status());
    };
  }

  private Outcome<Answer> whole(LegacySession session, RequestId id, Reply.Whole whole) {
    ServerMessage message = ServerMessage.read(whole.json());
    if (!(message instanceof ServerMessage.Answered answered) || !answered.id().equals(id)) {
      return failed(session, id, Failing.WRONG, whole.status());
    }
    Optional<byte[]> json = inbound.pass(session, answered, id, whole.status());
    return json.<Outcome<Answer>>map(bytes -> Outcome.proceed(new Answer.Message(bytes)))
        .orElseGet(() -> Outcome.refuse(Reason.UPSTREAM_WRONG, "the request had ended before"));
  }

  private static Outcome<Answer> stream(LegacySession session, Relay relay) {
    if (!session.opens(relay)) {
      relay.close();
      return Outcome.refuse(Reason.BUSY, "too many open streams in one session");
    }
    return Outcome.proceed(new Answer.Events(relay));
  }

  private static Outcome<Answer> failed(
      LegacySession session, RequestId id, Failing failing, int status) {
    Status end =
        switch (failing) {
          case DOWN, WRONG, SESSION_GONE, NOT_OFFERED -> Status.UNKNOWN;
          case SLOW -> Status.TIMED_OUT;
          case REFUSED -> Status.REFUSED;
        };
    session.settle(id).ifPresent(open -> open.end(end, status));
    String upstream = "upstream " + session.upstream().name();
    return switch (failing) {
      case DOWN, NOT_OFFERED ->
          Outcome.refuse(Reason.UPSTREAM_DOWN, upstream + " cannot be reached");
      case SLOW -> Outcome.refuse(Reason.UPSTREAM_SLOW, upstream + " did not answer in time");
      case WRONG -> Outcome.refuse(Reason.UPSTREAM_WRONG, upstream + " broke the protocol");
      case REFUSED ->
          Outcome.refuse(Reason.UPSTREAM_REFUSED, upstream + " refused with HTTP status " + status);
      case SESSION_GONE -> Outcome.refuse(Reason.UNKNOWN_SESSION, upstream + " ended the session");
    };
  }

  private Outcome<Answer> answer(
      LegacySession session, McpMessage.ClientAnswer answer, Asserted asserted, OpenCall open) {
    RequestId ours = RequestId.of(answer.document(), answer.id());
    Optional<Question> question = session.answered(ours);
    if (question.isEmpty()) {
      open.end(Status.REFUSED, 0);
      return Outcome.refuse(
          Reason.INVALID_REQUEST, "an answer to what was not asked, or was answered before");
    }
    byte[] json =
        Splices.of(answer.document())
            .replace(answer.id(), question.get().upstreamId().bytes())
            .apply();
    JsonDocument document = ServerMessage.reread(json);
    Outbound outbound =
        new Outbound(document, (JsonObject) document.root(), RequestId.NONE, asserted.assertion());
    Reply reply = session.link().send(outbound, Deadline.in(patience));
    drop(reply);
    Status status = reply instanceof Reply.Broken ? Status.UNKNOWN : Status.EXECUTED;
    question.get().end(status);
    open.end(status, 0);
    return Outcome.proceed(new Answer.Accepted());
  }

  private static void drop(Reply reply) {
    if (reply instanceof Reply.Flowing flowing) {
      flowing.flow().close();
    }
  }
}
