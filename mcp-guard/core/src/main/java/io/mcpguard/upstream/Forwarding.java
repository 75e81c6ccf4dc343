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
import io.mcpguard.http.LastLook;
import io.mcpguard.issuance.Asserted;
import io.mcpguard.issuance.Assertion;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.upstream.SessionLink.Failing;
import io.mcpguard.upstream.SessionLink.Outbound;
import io.mcpguard.upstream.SessionLink.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Sends what the stages before let through, and makes an answer of what comes back.
 *
 * <p>Right before the first byte goes out the delegation is read once more: what ended since the
 * decision ends the call as refused (contracts §2).
 */
public final class Forwarding {
  private final Evidence evidence;

  /** An assertion that waited longer for its connection would reach the verifier too late. */
  private static final Duration FRESH = Duration.ofSeconds(20);

  private final Relay.Watch watch;
  private final Duration patience;

  Forwarding(Evidence evidence, Relay.Watch watch, Duration patience) {
    this.evidence = evidence;
    this.watch = watch;
    this.patience = patience;
  }

  /** Makes the call of {@code asserted} in its session. */
  public Outcome<Answer> forward(LegacySession session, Asserted asserted) {
    OpenCall open = new OpenCall(asserted.equipped().recorded(), evidence);
    LastLook look = lastLook(asserted.caller());
    return switch (asserted.call().message()) {
      case McpMessage.Request request -> {
        RequestId id = RequestId.of(request.document(), request.id());
        Outbound outbound =
            new Outbound(request.document(), request.root(), id, asserted.assertion(), look);
        yield request(
            new Sending(session, asserted.caller(), outbound, open, asserted.call().id()));
      }
      case McpMessage.ClientAnswer answer -> answer(session, answer, asserted, open, look);
      case McpMessage.Notification n ->
          throw new IllegalArgumentException("a notification is no call");
      case McpMessage.ServerRequest r ->
          throw new IllegalArgumentException("it goes the other way");
    };
  }

  private LastLook lastLook(Delegated caller) {
    Instant stale = watch.clock().instant().plus(FRESH);
    return () -> watch.clock().instant().isBefore(stale) && watch.stillHolds().test(caller);
  }

  /** One request that is about to go out, and what waits for its answer. */
  private record Sending(
      LegacySession session,
      Delegated caller,
      Outbound outbound,
      Pending pending,
      ExchangeId exchange) {
    RequestId id() {
      return outbound.id();
    }
  }

  /** Passes on a request that is not decided one by one: a list, or part of the handshake. */
  Outcome<Answer> pass(
      LegacySession session,
      Delegated caller,
      McpMessage.Request request,
      Pending pending,
      ExchangeId exchange) {
    RequestId id = RequestId.of(request.document(), request.id());
    Outbound outbound =
        new Outbound(
            request.document(), request.root(), id, new Assertion.Unasserted(), lastLook(caller));
    return request(new Sending(session, caller, outbound, pending, exchange));
  }

  /** Passes on a notification. */
  void notify(LegacySession session, McpMessage.Notification notification) {
    drop(
        session
            .link()
            .send(
                Outbound.unasserted(notification.document(), notification.root(), RequestId.NONE),
                Deadline.in(patience)));
  }

  /** The stream of what belongs to no request. */
  Outcome<Answer> listen(LegacySession session, Delegated caller, String lastEventId) {
    return switch (session.link().listen(lastEventId, Deadline.in(patience))) {
      case Reply.Flowing flowing -> {
        Relay.Purpose purpose = new Relay.Purpose.Listening(caller.expiresAt());
        yield stream(session, new Relay(session, caller, flowing.flow(), purpose, watch));
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
            case DOWN, UNREACHED, WITHDRAWN, BUSY, SLOW, WRONG ->
                Outcome.refuse(Reason.UPSTREAM_DOWN, "the upstream gave no stream");
          };
    };
  }

  private Outcome<Answer> request(Sending sending) {
    LegacySession session = sending.session();
    RequestId id = sending.id();
    if (!session.await(id, sending.pending())) {
      sending.pending().end(Status.REFUSED, 0);
      return Outcome.refuse(
          Reason.INVALID_REQUEST, "the id is in use, or too many requests are open");
    }
    Deadline deadline = Deadline.in(patience);
    return switch (session.link().send(sending.outbound(), deadline)) {
      case Reply.Whole whole -> whole(sending, whole);
      case Reply.Flowing flowing -> {
        Relay.Purpose purpose =
            new Relay.Purpose.Answering(id, deadline, sending.exchange(), flowing.status());
        yield stream(session, new Relay(session, sending.caller(), flowing.flow(), purpose, watch));
      }
      case Reply.Taken taken -> failed(session, id, Failing.WRONG, 202);
      case Reply.Broken broken -> failed(session, id, broken.failing(), broken.status());
    };
  }

  private Outcome<Answer> whole(Sending sending, Reply.Whole whole) {
    LegacySession session = sending.session();
    RequestId id = sending.id();
    ServerMessage message = ServerMessage.read(whole.json());
    if (!(message instanceof ServerMessage.Answered answered) || !answered.id().equals(id)) {
      return failed(session, id, Failing.WRONG, whole.status());
    }
    Optional<byte[]> json =
        watch.inbound().pass(session, sending.caller(), answered, id, whole.status());
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
          case DOWN, WRONG -> Status.UNKNOWN;
          case SLOW -> Status.TIMED_OUT;
          case UNREACHED, WITHDRAWN, BUSY, REFUSED, SESSION_GONE, NOT_OFFERED -> Status.REFUSED;
        };
    session.settle(id).ifPresent(open -> open.end(end, status));
    String upstream = "upstream " + session.upstream().name();
    return switch (failing) {
      case DOWN, UNREACHED, NOT_OFFERED ->
          Outcome.refuse(Reason.UPSTREAM_DOWN, upstream + " cannot be reached");
      case WITHDRAWN ->
          Outcome.refuse(
              Reason.CHANGED_IN_FLIGHT, "the delegation ended between decision and call");
      case BUSY -> Outcome.refuse(Reason.BUSY, upstream + " has no connection to spare");
      case SLOW -> Outcome.refuse(Reason.UPSTREAM_SLOW, upstream + " did not answer in time");
      case WRONG -> Outcome.refuse(Reason.UPSTREAM_WRONG, upstream + " broke the protocol");
      case REFUSED ->
          Outcome.refuse(Reason.UPSTREAM_REFUSED, upstream + " refused with HTTP status " + status);
      case SESSION_GONE -> Outcome.refuse(Reason.UNKNOWN_SESSION, upstream + " ended the session");
    };
  }

  private Outcome<Answer> answer(
      LegacySession session,
      McpMessage.ClientAnswer answer,
      Asserted asserted,
      OpenCall open,
      LastLook look) {
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
        new Outbound(
            document, (JsonObject) document.root(), RequestId.NONE, asserted.assertion(), look);
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
