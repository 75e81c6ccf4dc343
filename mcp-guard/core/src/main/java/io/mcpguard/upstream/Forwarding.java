package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.audit.Evidence;
import io.mcpguard.audit.Status;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.ExchangeId;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.http.LastLook;
import io.mcpguard.issuance.Asserted;
import io.mcpguard.issuance.Assertion;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.McpMethod;
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
  /** What nothing comes back for is taken soon or not at all. */
  private static final Duration TO_TAKE = Duration.ofSeconds(30);

  /** An assertion that waited longer for its connection would reach the verifier too late. */
  private static final Duration FRESH = Duration.ofSeconds(20);

  private final Evidence evidence;
  private final ResultEdits stateless;
  private final ResultEdits legacy;
  private final Relay.Watch watch;
  private final Duration patience;

  /** {@code stateless} edits the results of requests that need no session. */
  Forwarding(
      Evidence evidence,
      ResultEdits stateless,
      ResultEdits legacy,
      Relay.Watch watch,
      Duration patience) {
    this.evidence = evidence;
    this.stateless = stateless;
    this.legacy = legacy;
    this.watch = watch;
    this.patience = patience;
  }

  /** Makes the call of {@code asserted} in its session. */
  public Outcome<Answer> forward(Dialogue session, Asserted asserted) {
    OpenCall call =
        new OpenCall(
            asserted.equipped().recorded(), evidence, edits(session), session.link().demand());
    return switch (asserted.call().message()) {
      case McpMessage.Request request ->
          request(
              session,
              request,
              asserted.assertion(),
              open(request, asserted.caller(), call, asserted.call().id()));
      case McpMessage.ClientAnswer answer -> answer(session, answer, asserted, call);
      case McpMessage.Notification n ->
          throw new IllegalArgumentException("a notification is no call");
      case McpMessage.ServerRequest r ->
          throw new IllegalArgumentException("it goes the other way");
    };
  }

  private ResultEdits edits(Dialogue session) {
    return switch (session) {
      case LegacySession in -> legacy;
      case StatelessRequest alone -> stateless;
    };
  }

  private LastLook lastLook(Delegated caller) {
    Instant stale = watch.clock().instant().plus(FRESH);
    return () -> watch.clock().instant().isBefore(stale) && watch.stillHolds().test(caller);
  }

  private OpenRequest open(
      McpMessage.Request request, Delegated caller, Pending pending, ExchangeId exchange) {
    return new OpenRequest(
        request, exchange, caller, pending, deadline(request, caller), lastLook(caller));
  }

  /** A subscription goes on as long as the token it was made with. */
  private Deadline deadline(McpMessage.Request request, Delegated caller) {
    return Deadline.in(
        request.method() == McpMethod.LISTEN
            ? Duration.between(watch.clock().instant(), caller.expiresAt())
            : patience);
  }

  /** Passes on a request that is not decided one by one: a list, or part of the handshake. */
  Outcome<Answer> pass(
      Dialogue session,
      Delegated caller,
      McpMessage.Request request,
      Pending pending,
      ExchangeId exchange) {
    return request(
        session, request, new Assertion.Unasserted(), open(request, caller, pending, exchange));
  }

  /** Passes on a notification, which has the place of a call until the upstream took it. */
  Outcome<Answer> notify(Dialogue session, McpMessage.Notification notification) {
    Places calls = session.share().calls();
    Optional<Denial> none = calls.take();
    if (none.isPresent()) {
      return new Refused<>(none.get());
    }
    try {
      pass(session, notification);
      return Outcome.proceed(new Answer.Accepted());
    } finally {
      calls.giveBack();
    }
  }

  private static void pass(Dialogue session, McpMessage.Notification notification) {
    Outbound outbound =
        Outbound.unasserted(notification.document(), notification.root(), RequestId.NONE);
    drop(session.link().send(outbound, Deadline.in(TO_TAKE)));
  }

  /**
   * Ends what the client cancels, tells the tool server, and then cuts what carries the request.
   * Nobody is told of a request that is not open: "unknown request IDs … SHOULD be ignored"
   * (2025-11-25, basic/utilities/cancellation).
   */
  void cancel(Dialogue session, McpMessage.Notification notification) {
    Optional<OpenRequest> cancelled =
        notification
            .root()
            .object("params")
            .flatMap(params -> params.member("requestId"))
            .map(id -> RequestId.of(notification.document(), id))
            .flatMap(session.requests()::cancel);
    if (cancelled.isPresent()) {
      try {
        pass(session, notification);
      } finally {
        cancelled.get().cut();
      }
    }
  }

  /** The stream of what belongs to no request. */
  Outcome<Answer> listen(Dialogue session, Delegated caller, String lastEventId) {
    Places streams = session.share().streams();
    Optional<Denial> none = streams.take();
    if (none.isPresent()) {
      return new Refused<>(none.get());
    }
    boolean flowing = false;
    try {
      Reply reply = session.link().listen(lastEventId, Deadline.in(TO_TAKE));
      flowing = reply instanceof Reply.Flowing;
      return listening(session, caller, reply);
    } finally {
      if (!flowing) {
        streams.giveBack();
      }
    }
  }

  private Outcome<Answer> listening(Dialogue session, Delegated caller, Reply reply) {
    return switch (reply) {
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
            case BUSY ->
                Outcome.refuse(Reason.BUSY, "the upstream has no connection for streams to spare");
            case DOWN, UNREACHED, WITHDRAWN, SLOW, WRONG, OVERSIZE ->
                Outcome.refuse(Reason.UPSTREAM_DOWN, "the upstream gave no stream");
          };
    };
  }

  private Outcome<Answer> request(
      Dialogue session, McpMessage.Request request, Assertion assertion, OpenRequest open) {
    Optional<Denial> none = session.requests().open(open);
    if (none.isPresent()) {
      // A revocation ends the session too, which is not what the caller has to know.
      Denial denial =
          watch.stillHolds().test(open.caller()) ? none.get() : Failure.changedInFlight();
      open.pending().end(Ending.because(denial.reason(), Status.REFUSED));
      return new Refused<>(denial);
    }
    Outbound outbound =
        new Outbound(request.document(), request.root(), open.id(), assertion, open);
    return switch (session.link().send(outbound, open.deadline())) {
      case Reply.Whole whole -> whole(session, open, whole);
      case Reply.Flowing flowing -> {
        Relay.Purpose purpose = new Relay.Purpose.Answering(open, flowing.status());
        yield stream(session, new Relay(session, open.caller(), flowing.flow(), purpose, watch));
      }
      case Reply.Taken taken -> failed(session, open, new Reply.Broken(Failing.WRONG, 202));
      case Reply.Broken broken -> failed(session, open, broken);
    };
  }

  private Outcome<Answer> whole(Dialogue session, OpenRequest open, Reply.Whole whole) {
    ServerMessage message = ServerMessage.read(whole.json());
    if (!(message instanceof ServerMessage.Answered answered) || !answered.id().equals(open.id())) {
      // With a 4xx it refuses the message under an id of its own; with a 5xx it may have acted.
      Failing how = whole.status() / 100 == 4 ? Failing.REFUSED : Failing.WRONG;
      return failed(session, open, new Reply.Broken(how, whole.status(), whole.signed()));
    }
    Arrival arrival = new Arrival(whole.status(), whole.signed());
    Optional<byte[]> json =
        watch.inbound().pass(session, open.caller(), answered, open.id(), arrival);
    int status = session.status(whole.status());
    return json.<Outcome<Answer>>map(bytes -> Outcome.proceed(new Answer.Message(bytes, status)))
        .orElseGet(open::answerOnceOver);
  }

  private static Outcome<Answer> stream(Dialogue session, Relay relay) {
    if (!session.opens(relay)) {
      relay.close();
      return new Refused<>(session.requests().afterTheEnd());
    }
    return Outcome.proceed(new Answer.Events(relay));
  }

  /** The last look says no to what waited too long too, and then nobody has to log in again. */
  private Failing explained(Failing failing, Delegated caller) {
    return failing == Failing.WITHDRAWN && watch.stillHolds().test(caller) ? Failing.BUSY : failing;
  }

  private Outcome<Answer> failed(Dialogue session, OpenRequest open, Reply.Broken broken) {
    if (open.hasOutlivedItsToken()) { // The sweep says so too, and may come first.
      session.requests().endAll(open::equals, OpenRequest.State.OVERDUE);
    }
    if (!session.requests().settle(open)) {
      return open.answerOnceOver();
    }
    ResultCheck.Demand demand = open.call().map(OpenCall::demand).orElse(ResultCheck.Demand.NONE);
    Failure failure = failure(session, broken, open.caller(), demand);
    open.pending().end(failure.ending());
    return new Refused<>(failure.denial());
  }

  private Failure failure(
      Dialogue session, Reply.Broken broken, Delegated caller, ResultCheck.Demand demand) {
    Failing failing = explained(broken.failing(), caller);
    return Failure.of(session.upstream().name(), failing, broken.status(), broken.signed(), demand);
  }

  /** Passes on an answer, which has the place of a call until the upstream took it. */
  private Outcome<Answer> answer(
      Dialogue session, McpMessage.ClientAnswer answer, Asserted asserted, OpenCall call) {
    Places calls = session.share().calls();
    Optional<Denial> none = calls.take();
    if (none.isPresent()) {
      call.end(Ending.because(none.get().reason(), Status.REFUSED));
      return new Refused<>(none.get());
    }
    try {
      return answered(session, answer, asserted, call);
    } finally {
      calls.giveBack();
    }
  }

  private Outcome<Answer> answered(
      Dialogue session, McpMessage.ClientAnswer answer, Asserted asserted, OpenCall call) {
    RequestId ours = RequestId.of(answer.document(), answer.id());
    Optional<Question> question = session.requests().answered(ours);
    if (question.isEmpty()) {
      call.end(Ending.because(Reason.INVALID_REQUEST, Status.REFUSED));
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
            document,
            (JsonObject) document.root(),
            RequestId.NONE,
            asserted.assertion(),
            Cancellation.before(lastLook(asserted.caller())));
    Reply reply = session.link().send(outbound, Deadline.in(TO_TAKE));
    drop(reply);
    if (reply instanceof Reply.Broken broken) {
      Failure failure = failure(session, broken, asserted.caller(), call.demand());
      question.get().end(failure.ending());
      call.end(failure.ending());
      return new Refused<>(failure.denial());
    }
    question.get().end(Ending.as(Status.EXECUTED));
    call.end(Ending.as(Status.EXECUTED));
    return Outcome.proceed(new Answer.Accepted());
  }

  private static void drop(Reply reply) {
    if (reply instanceof Reply.Flowing flowing) {
      flowing.flow().close();
    }
  }
}
