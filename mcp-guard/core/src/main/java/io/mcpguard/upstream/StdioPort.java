package io.mcpguard.upstream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.catalog.ParameterHeaders;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.protocol.Answers;
import io.mcpguard.protocol.RequestId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins sessions over one stdio child that all of them share. The child is greeted once by the
 * guard itself; each session's {@code initialize} is answered from that greeting. Ids and progress
 * tokens are the guard's own, so that no session can meddle with another's.
 */
public final class StdioPort implements Port {
  private static final Logger LOG = LoggerFactory.getLogger(StdioPort.class);
  private static final Duration TO_GREET = Duration.ofSeconds(60);

  /** A child that asks more at once than this gets no answer to the rest. */
  private static final int MOST_SAID = 64;

  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, ChildFlow> flows = new ConcurrentHashMap<>();
  private final Unanswered unanswered = new Unanswered(System::nanoTime);
  private final Audience audience = new Audience(ids::incrementAndGet);
  private final ChildNews routes = new ChildNews(flows, unanswered, audience);
  private final CountDownLatch greetedOnce = new CountDownLatch(1);
  private final StdioChild child;
  private volatile News news = new Unheard();
  private final Semaphore speaking = new Semaphore(MOST_SAID);
  private final Set<Long> unheard = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean asking = new AtomicBoolean();
  private final ChildGreeting greeting;

  /** What the child that runs now is; one that does not run is unfit. */
  private volatile ChildGreeting.Kind greeted = new ChildGreeting.Kind.Unfit();

  private StdioPort(ChildCommand command, Set<String> mayAsk) {
    this.greeting = new ChildGreeting(Set.copyOf(mayAsk));
    this.child =
        StdioChild.running(
            command, ChildTiming.standard(), UpstreamLimits.standard(), new Listener());
  }

  /** Keeps a child of {@code command} running; {@code mayAsk} is what it may ask clients for. */
  public static StdioPort running(ChildCommand command, Set<String> mayAsk) {
    return new StdioPort(command, mayAsk);
  }

  @Override
  public void tell(News listener) {
    news = listener;
  }

  /** Before anybody listens there is nothing that could be out of date. */
  private static final class Unheard implements News {
    @Override
    public void beganAnew() {}

    @Override
    public void toolsChanged() {}

    @Override
    public void listChanged() {}

    @Override
    public void misunderstood() {}

    @Override
    public byte[] asked(String method, RequestId id) {
      return Answers.methodNotFound(id);
    }
  }

  @Override
  public Opening open(byte[] initialize, RequestId id, Deadline deadline) {
    try {
      if (!greetedOnce.await(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
        return new Opening.NotOpened(SessionLink.Failing.SLOW, 0);
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return new Opening.NotOpened(SessionLink.Failing.DOWN, 0);
    }
    return switch (greeted) {
      case ChildGreeting.Kind.InSessions known -> welcomed(known.welcome(), initialize, id);
      case ChildGreeting.Kind.Stateless none ->
          new Opening.NotOpened(SessionLink.Failing.REFUSED, 0);
      case ChildGreeting.Kind.Unfit gone -> new Opening.NotOpened(SessionLink.Failing.DOWN, 0);
    };
  }

  private Opening welcomed(ServerMessage.Answered known, byte[] initialize, RequestId id) {
    Splices edits =
        Splices.of(known.document()).replace(known.root().member("id").orElseThrow(), id.bytes());
    revision(initialize).ifPresent(asked -> answerIn(asked, known, edits));
    byte[] json = edits.apply();
    return ServerMessage.read(json) instanceof ServerMessage.Answered answer
        ? new Opening.Answered(answer, "", (revision, keeping) -> link(new Interest(), keeping))
        : new Opening.NotOpened(SessionLink.Failing.WRONG, 0);
  }

  /** The revision that a client asks for, if it is spoken here. */
  private static Optional<String> revision(byte[] initialize) {
    return ServerMessage.read(initialize) instanceof ServerMessage.Asked asked
        ? asked
            .root()
            .object("params")
            .flatMap(params -> params.string("protocolVersion"))
            .filter(Revisions::isSpoken)
        : Optional.empty();
  }

  /**
   * "If the server supports the requested protocol version, it MUST respond with the same version"
   * (2025-11-25, basic/lifecycle). The child was greeted in the newest; what differs for older
   * clients, batches and the GET stream, is the guard's own.
   */
  private static void answerIn(String revision, ServerMessage.Answered greeted, Splices edits) {
    if (greeted.outcome() instanceof JsonObject result) {
      result
          .member("protocolVersion")
          .ifPresent(spoken -> edits.replace(spoken, ('"' + revision + '"').getBytes(US_ASCII)));
    }
  }

  @Override
  public Optional<SessionLink> stateless(String upstream, ParameterHeaders parameters) {
    try {
      return greetedOnce.await(TO_GREET.toNanos(), TimeUnit.NANOSECONDS) && isStateless()
          ? Optional.of(
              new StdioLink(this, new Interest(), Keeping.NOTHING, StdioLink.Lines.ASKED_FOR))
          : Optional.empty();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private boolean isStateless() {
    return greeted instanceof ChildGreeting.Kind.Stateless;
  }

  private SessionLink link(Interest interest, Keeping keeping) {
    StdioLink link = new StdioLink(this, interest, keeping, StdioLink.Lines.UNASKED);
    audience.add(link, child);
    return link;
  }

  @Override
  public SessionLink resume(Past past, Keeping keeping) {
    return link(Interest.read(past.state()), keeping);
  }

  UpstreamConnection child() {
    return child;
  }

  ChildFlow begin(StdioLink link, RequestId id, ChildFlow.Work work, String progressToken) {
    ChildFlow flow = new ChildFlow(ids.incrementAndGet(), link, id, work, progressToken);
    flows.put(flow.id(), flow);
    return flow;
  }

  /** It is never in neither: the child's reader looks at the flows first. */
  void end(ChildFlow flow) {
    if (!flow.isSettled()) {
      unanswered.add(flow.id());
      if (isStateless()) {
        withdraw(flow);
      } else if (flow.isTakenBack()) {
        say(() -> awaitHeard(flow));
      }
    }
    flows.remove(flow.id());
    if (flow.isSettled()) {
      unanswered.remove(flow.id());
    }
  }

  /** "To cancel a request, clients MUST send" this (2026-07-28, basic/transports/stdio). */
  private void withdraw(ChildFlow flow) {
    JsonText params = JsonText.object().put("requestId", flow.id());
    byte[] cancelled =
        JsonText.object()
            .put("jsonrpc", "2.0")
            .put("method", "notifications/cancelled")
            .put("params", params)
            .bytes();
    say(() -> {
      tell(cancelled);
      awaitHeard(flow);
    });
  }

  /**
   * Whoever comes while one asks leaves it to that one: a busy child is asked one thing at most.
   */
  private void awaitHeard(ChildFlow flow) {
    unheard.add(flow.id());
    while (!unheard.isEmpty() && asking.compareAndSet(false, true)) {
      try {
        List<Long> told = List.copyOf(unheard);
        told.forEach(unheard::remove);
        awaitHeard(told);
      } finally {
        asking.set(false);
      }
    }
  }

  /**
   * A child that answers this has read all that it was told before, whether it has the method or
   * not.
   */
  private void awaitHeard(List<Long> told) {
    long id = ids.incrementAndGet();
    byte[] ping =
        JsonText.object().put("jsonrpc", "2.0").put("id", id).put("method", "ping").bytes();
    UpstreamMessage request = UpstreamMessage.request(id, ping, UpstreamHeaders.none());
    try (UpstreamExchange exchange = child.send(request, Deadline.in(TO_GREET))) {
      if (exchange.reply() instanceof Answered) {
        told.forEach(unanswered::heard);
      }
    }
  }

  void settled(ChildFlow flow) {
    unanswered.remove(flow.id());
  }

  void unlink(StdioLink link) {
    audience.remove(link, child);
  }

  Audience audience() {
    return audience;
  }

  @Override
  public void close() {
    child.close();
  }

  private final class Listener implements ChildListener {
    @Override
    public Greeting greet(UpstreamConnection fresh) {
      ChildGreeting.Kind kind = greeting.greet(fresh);
      if (kind instanceof ChildGreeting.Kind.InSessions) {
        audience.restore(fresh);
      }
      greeted = kind;
      boolean unfit = kind instanceof ChildGreeting.Kind.Unfit;
      if (!unfit && greetedOnce.getCount() == 0) {
        news.beganAnew();
      }
      greetedOnce.countDown();
      return unfit ? Greeting.UNFIT : Greeting.WELCOME;
    }

    @Override
    public void received(byte[] json) {
      switch (ServerMessage.read(json)) {
        case ServerMessage.Notified notified -> {
          switch (notified.method()) {
            case "notifications/tools/list_changed" -> news.toolsChanged();
            case "notifications/prompts/list_changed", "notifications/resources/list_changed" ->
                news.listChanged();
            default -> {
              // Nothing else is about what the child offers to all.
            }
          }
          routes.route(notified);
        }
        case ServerMessage.Asked asked -> route(asked);
        case ServerMessage.Answered answered -> {}
        case ServerMessage.Broken broken -> {}
      }
    }

    @Override
    public void answeredLate(long id) {
      ChildFlow flow = flows.get(id);
      if (flow != null) {
        flow.settle();
      }
      unanswered.answered(id);
    }

    @Override
    public void ended() {
      flows.values().forEach(ChildFlow::settle);
      unanswered.clear();
      greeted = new ChildGreeting.Kind.Unfit();
      greetedOnce.countDown();
    }
  }

  /**
   * A request of the child's belongs to the one call that it works on; where there are several,
   * nobody can tell.
   */
  private void route(ServerMessage.Asked asked) {
    RequestId id = RequestId.of(asked.document(), asked.id());
    if (asked.method().equals("ping")) {
      say(() -> tell(Answers.emptyResult(id)));
      return;
    }
    if (routes.only().filter(flow -> flow.ask(asked)).isPresent()) {
      return;
    }
    say(() -> tell(news.asked(asked.method(), id)));
  }

  /** On a thread of its own: the one that reads the child may not wait until the child reads. */
  private void say(Runnable saying) {
    if (!speaking.tryAcquire()) {
      LOG.warn("a child is told faster than it reads; an answer or a cancellation was dropped");
      return;
    }
    Thread.ofVirtual()
        .name("child-asked")
        .start(() -> {
          try {
            saying.run();
          } finally {
            speaking.release();
          }
        });
  }

  private void tell(byte[] json) {
    child.send(UpstreamMessage.oneWay(json, UpstreamHeaders.none()), Deadline.in(TO_GREET));
  }
}
