package io.mcpguard.upstream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.Splices;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
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
  private static final RequestId GREETING = new RequestId("0");

  /** A child that asks more at once than this gets no answer to the rest. */
  private static final int MOST_SAID = 64;

  private final Set<String> mayAsk;
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, ChildFlow> flows = new ConcurrentHashMap<>();
  private final Unanswered unanswered = new Unanswered(System::nanoTime);
  private final Audience audience = new Audience(ids::incrementAndGet);
  private final CountDownLatch greetedOnce = new CountDownLatch(1);
  private final StdioChild child;
  private volatile News news = new Unheard();
  private final Semaphore speaking = new Semaphore(MOST_SAID);
  private volatile Optional<ServerMessage.Answered> greeting = Optional.empty();

  private StdioPort(ChildCommand command, Set<String> mayAsk) {
    this.mayAsk = Set.copyOf(mayAsk);
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
    Optional<ServerMessage.Answered> known = greeting;
    if (known.isEmpty()) {
      return new Opening.NotOpened(SessionLink.Failing.DOWN, 0);
    }
    Splices edits =
        Splices.of(known.get().document())
            .replace(known.get().root().member("id").orElseThrow(), id.bytes());
    revision(initialize).ifPresent(asked -> answerIn(asked, known.get(), edits));
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

  private SessionLink link(Interest interest, Keeping keeping) {
    StdioLink link = new StdioLink(this, interest, keeping);
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

  ChildFlow begin(StdioLink link, RequestId id, Optional<String> progressToken) {
    ChildFlow flow = new ChildFlow(ids.incrementAndGet(), link, id, progressToken);
    flows.put(flow.id(), flow);
    return flow;
  }

  /** It is never in neither: the child's reader looks at the flows first. */
  void end(ChildFlow flow) {
    if (!flow.isSettled()) {
      unanswered.add(flow.id());
    }
    flows.remove(flow.id());
    if (flow.isSettled()) {
      unanswered.remove(flow.id());
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
      UpstreamMessage initialize =
          UpstreamMessage.request(0, greetingText(), UpstreamHeaders.none());
      try (UpstreamExchange exchange = fresh.send(initialize, Deadline.in(TO_GREET))) {
        if (exchange.reply() instanceof Answered answered
            && ServerMessage.read(answered.json()) instanceof ServerMessage.Answered answer
            && answer.kind() == ServerMessage.Answered.Kind.RESULT) {
          byte[] initialized =
              JsonText.object()
                  .put("jsonrpc", "2.0")
                  .put("method", "notifications/initialized")
                  .bytes();
          fresh
              .send(
                  UpstreamMessage.oneWay(initialized, UpstreamHeaders.none()),
                  Deadline.in(TO_GREET))
              .reply();
          audience.restore(fresh);
          greeting = Optional.of(answer);
          if (greetedOnce.getCount() == 0) {
            news.beganAnew();
          }
          greetedOnce.countDown();
          return Greeting.WELCOME;
        }
      }
      greetedOnce.countDown();
      return Greeting.UNFIT;
    }

    @Override
    public void received(byte[] json) {
      switch (ServerMessage.read(json)) {
        case ServerMessage.Notified notified -> route(notified);
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
      unanswered.remove(id);
    }

    @Override
    public void ended() {
      flows.values().forEach(ChildFlow::settle);
      unanswered.clear();
      greeting = Optional.empty();
      greetedOnce.countDown();
    }
  }

  /**
   * Progress goes to the call it belongs to, what a session follows to that session, and to all
   * that a list changed: nothing else of the message, which could be about one of them.
   */
  private void route(ServerMessage.Notified notified) {
    JsonObject params = notified.root().object("params").orElse(notified.root());
    switch (notified.method()) {
      case "notifications/progress" ->
          params
              .integer("progressToken")
              .ifPresent(token -> {
                ChildFlow flow = flows.get(token);
                if (flow != null) {
                  flow.progress(notified, params);
                }
              });
      case "notifications/resources/updated" -> {
        String uri = params.string("uri").orElse("");
        audience.all().stream()
            .filter(link -> link.interest().covers(uri))
            .forEach(link -> link.heard(notified.document().bytes()));
      }
      case "notifications/message" -> logged(notified, params);
      case "notifications/cancelled" ->
          params
              .member("requestId")
              .map(id -> RequestId.of(notified.document(), id))
              .ifPresent(id -> withdrawn(id, notified));
      case "notifications/tools/list_changed" -> {
        news.toolsChanged();
        tellAll(notified.method());
      }
      case "notifications/prompts/list_changed", "notifications/resources/list_changed" -> {
        news.listChanged();
        tellAll(notified.method());
      }
      // What belongs to one session only cannot be told from here, so nobody hears it.
      default -> LOG.debug("a notification of a shared child was dropped");
    }
  }

  private void tellAll(String method) {
    byte[] json = JsonText.object().put("jsonrpc", "2.0").put("method", method).bytes();
    audience.all().forEach(link -> link.heard(json));
  }

  /** The one call that the child can be at work on; none where there are several or none. */
  private Optional<ChildFlow> only() {
    List<ChildFlow> open = List.copyOf(flows.values());
    return open.size() == 1 && unanswered.isNone()
        ? Optional.of(open.getFirst())
        : Optional.empty();
  }

  /** A log line that could be about any of several callers is shown to none of them. */
  private void logged(ServerMessage.Notified line, JsonObject params) {
    Optional<ChildFlow> only = only();
    if (only.isPresent()) {
      if (audience.hears(only.get().link(), params)) {
        only.get().offer(line.document().bytes());
      }
    } else if (unanswered.isNone() && audience.all().size() == 1) {
      audience.all().stream()
          .filter(link -> audience.hears(link, params))
          .forEach(link -> link.heard(line.document().bytes()));
    }
  }

  /** The child takes a question back, from the call during which it asked. */
  private void withdrawn(RequestId question, ServerMessage.Notified notified) {
    flows.values().stream()
        .filter(flow -> flow.hasAsked(question))
        .forEach(flow -> flow.offer(notified.document().bytes()));
  }

  /**
   * A request of the child's belongs to the one call that it works on; where there are several,
   * nobody can tell.
   */
  private void route(ServerMessage.Asked asked) {
    RequestId id = RequestId.of(asked.document(), asked.id());
    if (asked.method().equals("ping")) {
      say(() -> Answers.emptyResult(id));
      return;
    }
    if (only().filter(flow -> flow.ask(asked)).isPresent()) {
      return;
    }
    say(() -> news.asked(asked.method(), id));
  }

  /** On a thread of its own: the one that reads the child may not wait until the child reads. */
  private void say(Supplier<byte[]> json) {
    if (!speaking.tryAcquire()) {
      LOG.warn("a child asks faster than it can be answered; a request was dropped");
      return;
    }
    Thread.ofVirtual()
        .name("child-asked")
        .start(() -> {
          try {
            UpstreamMessage answer = UpstreamMessage.oneWay(json.get(), UpstreamHeaders.none());
            child.send(answer, Deadline.in(TO_GREET));
          } finally {
            speaking.release();
          }
        });
  }

  private byte[] greetingText() {
    JsonDocument own = ServerMessage.reread(OwnRequests.initialize(GREETING));
    JsonText capabilities = JsonText.object();
    mayAsk.forEach(kind -> capabilities.put(kind, JsonText.object()));
    JsonObject params = ((JsonObject) own.root()).object("params").orElseThrow();
    return Splices.of(own).set(params, "capabilities", capabilities.bytes()).apply();
  }
}
