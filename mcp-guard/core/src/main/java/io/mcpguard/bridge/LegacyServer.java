package io.mcpguard.bridge;

import io.mcpguard.McpGuard;
import io.mcpguard.assertion.json.ByteSink;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Reason;
import io.mcpguard.protocol.Envelope;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.McpMethod;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.protocol.RequestMeta;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.LegacySession;
import io.mcpguard.upstream.LogLevel;
import io.mcpguard.upstream.ServerMessage;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/** One upstream of the legacy revisions as one caller has it: a session, opened at first use. */
final class LegacyServer implements AutoCloseable {
  private static final String REVISION = "2025-11-25";
  private static final List<String> OWN_META =
      List.of(
          RequestMeta.PROTOCOL_VERSION,
          RequestMeta.CLIENT_CAPABILITIES,
          RequestMeta.CLIENT_INFO,
          RequestMeta.LOG_LEVEL);

  private final McpGuard guard;
  private final Upstream upstream;
  private final byte[] params;
  private final String prefix;
  private final AtomicLong ids = new AtomicLong();
  private final ReentrantLock turn = new ReentrantLock();
  private Optional<Open> open = Optional.empty();

  /** What came of opening it. */
  private sealed interface Door {}

  /**
   * A session that is open.
   *
   * @param offer what the upstream said of itself when it was opened
   * @param level the least level of the log messages that it was asked for
   */
  private record Open(LegacySession session, ServerMessage.Answered offer, Optional<LogLevel> level)
      implements Door {}

  /** There is none, and this is what the caller is told. */
  private record Shut(Answer answer) implements Door {}

  LegacyServer(McpGuard guard, Asked first, RandomGenerator random) {
    this.guard = guard;
    this.upstream = first.upstream();
    this.params = params(first);
    byte[] bits = new byte[8];
    random.nextBytes(bits);
    this.prefix = HexFormat.of().formatHex(bits) + "-";
  }

  /** The answer to a request, in the client's form. */
  Answer answer(Asked asked, OpenRounds rounds) {
    Answer answer = attempt(asked, rounds);
    boolean gone =
        answer instanceof Answer.Denied denied
            && denied.denial().reason() == Reason.UNKNOWN_SESSION;
    if (!gone) {
      return answer;
    }
    close(); // nothing of it was processed: the upstream had forgotten its session
    return attempt(asked, rounds);
  }

  private Answer attempt(Asked asked, OpenRounds rounds) {
    return switch (open(asked)) {
      case Shut shut -> shut.answer();
      case Open now ->
          asked.method() == McpMethod.DISCOVER
              ? StatelessAnswers.discovery(asked, now.offer())
              : call(asked, now, rounds);
    };
  }

  private Answer call(Asked asked, Open now, OpenRounds rounds) {
    McpMessage.Request mine = translated(asked);
    Answer answer = guard.answer(asked.caller(), now.session(), mine);
    return switch (answer) {
      case Answer.Message message ->
          StatelessAnswers.translated(asked, message.json(), Optional.of(rounds));
      case Answer.Events events ->
          new Answer.Events(
              new StatelessEvents(
                  asked, new Round(this, asked.caller(), events.events(), idOf(mine)), rounds));
      case Answer.Denied denied ->
          new Answer.Denied(denied.denial(), denied.exchange(), asked.id());
      case Answer.Opened opened -> opened;
      case Answer.Accepted accepted -> accepted;
      case Answer.Dropped dropped -> dropped;
      case Answer.Ended ended -> ended;
      case Answer.NoStream none -> none;
    };
  }

  private static RequestId idOf(McpMessage.Request request) {
    return RequestId.of(request.document(), request.id());
  }

  /** The same request under an id of our own, without what only the other form has. */
  private McpMessage.Request translated(Asked asked) {
    McpMessage.Request request = asked.request();
    Splices edits = Splices.of(request.document());
    edits.replace(request.id(), ('"' + nextId() + '"').getBytes(StandardCharsets.US_ASCII));
    request
        .params()
        .object("_meta")
        .ifPresent(meta -> OWN_META.forEach(n -> edits.remove(meta, n)));
    return request.reread(edits.apply());
  }

  private String nextId() {
    return prefix + ids.incrementAndGet();
  }

  /** Sends what answers a question of the upstream's, or takes a request back. */
  Answer send(Delegated caller, byte[] json) {
    turn.lock();
    Optional<Open> now;
    try {
      now = open;
    } finally {
      turn.unlock();
    }
    return now.isPresent()
        ? guard.answer(caller, now.get().session(), read(json))
        : new Answer.Ended();
  }

  /** The stream of what belongs to no request, in a session that is open. */
  Answer listen(Asked asked) {
    return switch (open(asked)) {
      case Shut shut -> shut.answer();
      case Open now -> guard.listen(asked.caller(), now.session(), "");
    };
  }

  /** What the upstream offers, once its session is open. */
  Optional<JsonObject> offer(Asked asked) {
    return open(asked) instanceof Open now && now.offer().outcome() instanceof JsonObject offer
        ? Optional.of(offer)
        : Optional.empty();
  }

  /** Whether the upstream took a subscription to a resource. */
  boolean subscribes(Asked asked, String uri) {
    byte[] json =
        JsonText.object()
            .put("jsonrpc", "2.0")
            .put("id", nextId())
            .put("method", McpMethod.RESOURCES_SUBSCRIBE.wire())
            .put("params", JsonText.object().put("uri", uri))
            .bytes();
    return send(asked.caller(), json) instanceof Answer.Message message
        && ServerMessage.read(message.json()) instanceof ServerMessage.Answered answered
        && answered.kind() == ServerMessage.Answered.Kind.RESULT;
  }

  private McpMessage read(byte[] json) {
    if (guard.read(upstream, json) instanceof Envelope.Single(McpMessage message)) {
      return message;
    }
    throw new IllegalStateException("a message of our own cannot be read");
  }

  private Door open(Asked asked) {
    turn.lock();
    try {
      Door door =
          open.filter(now -> guard.isOpen(now.session()))
              .<Door>map(now -> now)
              .orElseGet(() -> opened(asked));
      if (door instanceof Open now) {
        Open level = withLevel(asked, now);
        open = Optional.of(level);
        return level;
      }
      return door;
    } finally {
      turn.unlock();
    }
  }

  private Door opened(Asked asked) {
    McpMessage.Request initialize = (McpMessage.Request) read(initialize());
    Answer answer = guard.open(asked.caller(), asked.upstream(), initialize);
    if (answer instanceof Answer.Opened opening
        && ServerMessage.read(opening.json()) instanceof ServerMessage.Answered offer) {
      Optional<LegacySession> session =
          guard.own(asked.caller(), asked.upstream(), opening.sessionId());
      if (session.isPresent()) {
        byte[] done =
            JsonText.object()
                .put("jsonrpc", "2.0")
                .put("method", McpMethod.INITIALIZED.wire())
                .bytes();
        guard.answer(asked.caller(), session.get(), read(done));
        return new Open(session.get(), offer, Optional.empty());
      }
    }
    return new Shut(
        switch (answer) {
          case Answer.Denied denied ->
              new Answer.Denied(denied.denial(), denied.exchange(), asked.id());
          case Answer.Message message ->
              StatelessAnswers.translated(asked, message.json(), Optional.empty());
          case Answer.Opened opened -> opened;
          case Answer.Accepted accepted -> accepted;
          case Answer.Dropped dropped -> dropped;
          case Answer.Ended ended -> ended;
          case Answer.NoStream none -> none;
          case Answer.Events events -> events;
        });
  }

  /** A session hears of the most talkative level that any of its requests wanted. */
  private Open withLevel(Asked asked, Open now) {
    Optional<LogLevel> wanted = asked.meta().logLevel().flatMap(LogLevel::of);
    if (wanted.isEmpty() || now.level().filter(l -> l.compareTo(wanted.get()) <= 0).isPresent()) {
      return now;
    }
    byte[] json =
        JsonText.object()
            .put("jsonrpc", "2.0")
            .put("id", nextId())
            .put("method", McpMethod.SET_LEVEL.wire())
            .put("params", JsonText.object().put("level", wanted.get().wire()))
            .bytes();
    guard.answer(asked.caller(), now.session(), read(json));
    return new Open(now.session(), now.offer(), wanted);
  }

  private byte[] initialize() {
    return JsonText.object()
        .put("jsonrpc", "2.0")
        .put("id", nextId())
        .put("method", McpMethod.INITIALIZE.wire())
        .raw("params", params)
        .bytes();
  }

  /** What of the client is told to the server, as the first request has it. */
  private static byte[] params(Asked first) {
    byte[] info =
        first
            .params()
            .object("_meta")
            .flatMap(meta -> meta.object(RequestMeta.CLIENT_INFO))
            .map(known -> first.request().document().slice(known))
            .orElseGet(
                () -> JsonText.object().put("name", "mcp-guard").put("version", "0").bytes());
    return new ByteSink(256)
        .ascii("{\"protocolVersion\":\"" + REVISION + "\",\"capabilities\":")
        .put(first.capabilities())
        .ascii(",\"clientInfo\":")
        .put(info)
        .put('}')
        .toBytes();
  }

  @Override
  public void close() {
    turn.lock();
    try {
      open.ifPresent(now -> guard.end(now.session()));
      open = Optional.empty();
    } finally {
      turn.unlock();
    }
  }
}
