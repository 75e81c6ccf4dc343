package io.mcpguard.stdio;

import io.mcpguard.McpGuard;
import io.mcpguard.bridge.ClientSession;
import io.mcpguard.bridge.StatelessEndpoint;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.protocol.Answers;
import io.mcpguard.protocol.Envelope;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.McpMethod;
import io.mcpguard.protocol.RequestMeta;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.EventSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What is done with each message of one pipe, in whichever form of MCP it is. */
final class Turns {
  private static final int MOST_RESUMED = 256;

  private final McpGuard guard;
  private final LocalCaller caller;
  private final StatelessEndpoint endpoint;
  private final ProcessSession session;
  private final LineWriter out;
  private final CountDownLatch over;

  Turns(LocalCaller caller, ProcessSession session, LineWriter out, CountDownLatch over) {
    this.guard = caller.guard();
    this.caller = caller;
    this.endpoint = session.endpoint();
    this.session = session;
    this.out = out;
    this.over = over;
  }

  /**
   * The way of one request. It is of the form that its body claims (2026-07-28, basic/versioning,
   * dual-era servers); one that claims none is of the session.
   */
  Runnable request(Delegated who, PendingRequest asked) {
    McpMessage.Request request = asked.request();
    if (asked.isStateless()) {
      return () -> tell(who, DueAnswers.to(asked), stateless(who, asked));
    }
    if (request.method() == McpMethod.INITIALIZE) {
      ProcessSession.Opening opening = session.opening();
      return () -> tell(who, DueAnswers.to(asked), opening.open(who, request));
    }
    return () -> {
      DueAnswers due = DueAnswers.to(asked);
      switch (session.find(who)) {
        case Refused<ClientSession>(Denial denial) -> refuse(due, denial.reason());
        case Proceed<ClientSession>(ClientSession open) ->
            tell(who, due, open.answer(who, request));
      }
    };
  }

  /** The way of a batch, to which these answers are due. */
  Runnable batch(Delegated who, Envelope.Batch batch, DueAnswers due) {
    return () -> {
      switch (session.find(who)) {
        case Refused<ClientSession>(Denial denial) -> refuse(due, denial.reason());
        case Proceed<ClientSession>(ClientSession open) ->
            tell(who, due, open.answerAll(who, batch));
      }
    };
  }

  /** A notification, or an answer of the client's; nobody waits to hear of it. */
  void told(Delegated who, McpMessage message) {
    if (session.id().isEmpty()) {
      return;
    }
    if (session.find(who) instanceof Proceed<ClientSession>(ClientSession open)) {
      Answer unheard = open.answer(who, message);
      if (unheard instanceof Answer.Accepted
          && message instanceof McpMessage.Notification notification
          && notification.method() == McpMethod.INITIALIZED) {
        listen();
      }
    }
  }

  /**
   * The client takes a request back: for one without a session, that closes its stream. What ends
   * because the upstream is told of it is no answer any more.
   */
  void cancel(Delegated who, McpMessage.Notification cancelled, PendingRequest meant) {
    meant.cancel();
    if (!meant.isStateless()) {
      told(who, cancelled);
    }
  }

  /** Ends what would outlive the pipe. */
  void end() {
    if (caller.now() instanceof Proceed<Delegated>(Delegated who)) {
      session.end(who);
    }
  }

  private void listen() {
    Optional<String> begun = session.beginListening();
    begun.ifPresent(id ->
        Thread.ofVirtual()
            .name("stdio-news")
            .start(new SessionListener(caller, session, id, out, over)));
  }

  private Answer stateless(Delegated who, PendingRequest asked) {
    McpMessage.Request request = asked.request();
    return switch (RequestMeta.read(request)) {
      case Refused<RequestMeta>(Denial denial) -> guard.refuse(who, upstream(), request, denial);
      case Proceed<RequestMeta>(RequestMeta meta) ->
          meta.unspoken()
              .map(denial -> guard.refuse(who, upstream(), request, denial))
              .orElseGet(() -> endpoint.answer(who, request, meta, asked.tie()));
    };
  }

  private void tell(Delegated who, DueAnswers due, Answer answer) {
    switch (answer) {
      case Answer.Message message -> reply(due, message.json());
      case Answer.Opened opened -> reply(due, opened.json());
      case Answer.Denied denied -> denied(due, denied);
      case Answer.Events events -> pump(who, due, events.events());
      case Answer.NoStream none -> refuse(due, none.denial().reason());
      // Its sender took it back.
      case Answer.Accepted accepted -> {}
      case Answer.Dropped dropped -> {}
      case Answer.Ended ended -> {}
    }
  }

  private void pump(Delegated who, DueAnswers due, EventSource first) {
    EventPump pump = new EventPump(out, due);
    try {
      pump.pump(first);
      for (int i = 0; i < MOST_RESUMED && due.isOpen(); i++) {
        boolean ending = over.await(pump.pause().toMillis(), TimeUnit.MILLISECONDS);
        Optional<EventSource> rest = ending ? Optional.empty() : rest(due, pump.lastEventId());
        if (rest.isEmpty()) {
          break;
        }
        pump.pump(rest.get());
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    due.asked().stream().filter(PendingRequest::isOpen).forEach(one -> brokenOff(who, one));
  }

  /** A server may end a stream before its answer and have its client come back for the rest. */
  private Optional<EventSource> rest(DueAnswers due, String lastEventId) {
    boolean resumable =
        !lastEventId.isEmpty() && due.asked().stream().noneMatch(PendingRequest::isStateless);
    if (resumable
        && caller.now() instanceof Proceed<Delegated>(Delegated who)
        && session.find(who) instanceof Proceed<ClientSession>(ClientSession open)
        && open.listen(who, lastEventId) instanceof Answer.Events events) {
      return Optional.of(events.events());
    }
    return Optional.empty();
  }

  /** HTTP shows that a stream broke off; here only an answer can say it. */
  private void brokenOff(Delegated who, PendingRequest asked) {
    DueAnswers due = DueAnswers.to(asked);
    switch (caller.now()) {
      case Refused<Delegated>(Denial denial) -> refuse(due, denial.reason());
      case Proceed<Delegated> still -> {
        Denial denial = Denial.of(Reason.UPSTREAM_DOWN, "the stream ended before its answer");
        if (guard.refuse(who, upstream(), asked.request(), denial) instanceof Answer.Denied told) {
          deny(due, told);
        }
      }
    }
  }

  /** A revocation ends sessions, and then it is what the client can be told of. */
  private void denied(DueAnswers due, Answer.Denied denied) {
    if (denied.denial().reason() == Reason.UNKNOWN_SESSION
        && caller.now() instanceof Refused<Delegated>(Denial revoked)) {
      refuse(due, revoked.reason());
    } else {
      deny(due, denied);
    }
  }

  private void refuse(DueAnswers due, Reason reason) {
    due.takeAll().forEach(id -> out.write(Answers.refusal(reason, id)));
  }

  /** A batch that is refused as a whole is one to each who waits for an answer. */
  private void deny(DueAnswers due, Answer.Denied denied) {
    due.takeAll().forEach(id -> out.write(Answers.error(denied.denial(), denied.exchange(), id)));
  }

  private void reply(DueAnswers due, byte[] json) {
    if (!due.takeAll().isEmpty()) {
      out.write(json);
    }
  }

  private Upstream upstream() {
    return caller.upstream();
  }
}
