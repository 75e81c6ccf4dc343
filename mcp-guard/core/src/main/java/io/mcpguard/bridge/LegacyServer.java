package io.mcpguard.bridge;

import io.mcpguard.McpGuard;
import io.mcpguard.assertion.json.ByteSink;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Reason;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.McpMethod;
import io.mcpguard.protocol.RequestMeta;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.LegacySession;
import io.mcpguard.upstream.LogLevel;
import io.mcpguard.upstream.ServerMessage;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/** One upstream of the legacy revisions as one caller has it: a session, opened at first use. */
final class LegacyServer {
  private static final String REVISION = "2025-11-25";

  /** How long a request waits for another that is opening the session. */
  private static final Duration TO_OPEN = Duration.ofSeconds(30);

  private final McpGuard guard;
  private final Upstream upstream;
  private final byte[] params;
  private final String prefix;
  private final AtomicLong ids = new AtomicLong();
  private final ReentrantLock turn = new ReentrantLock();
  private Optional<OpenSession> open = Optional.empty();
  private Optional<LogLevel> level = Optional.empty();
  private boolean closed;

  /** What came of opening it. */
  sealed interface Door {
    /** A session. */
    record Open(OpenSession session) implements Door {}

    /** There is none, and this is what the caller is told. */
    record Shut(Answer answer) implements Door {}

    /** Nobody keeps this one any more; another is to be had. */
    record Gone() implements Door {}
  }

  LegacyServer(McpGuard guard, Asked first, RandomGenerator random) {
    this.guard = guard;
    this.upstream = first.upstream();
    this.params = params(first);
    byte[] bits = new byte[8];
    random.nextBytes(bits);
    this.prefix = HexFormat.of().formatHex(bits) + "-";
  }

  String nextId() {
    return prefix + ids.incrementAndGet();
  }

  /** The session, which is opened where there is none. */
  Door open(Asked asked) {
    try {
      if (!turn.tryLock(TO_OPEN.toNanos(), TimeUnit.NANOSECONDS)) {
        return new Door.Shut(busy(asked));
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return new Door.Shut(busy(asked));
    }
    try {
      if (closed) {
        return new Door.Gone();
      }
      open = open.filter(OpenSession::isOpen);
      if (open.isEmpty()) {
        level = Optional.empty();
        if (opened(asked) instanceof Door.Shut shut) {
          return shut;
        }
      }
      tellLevel(asked, open.orElseThrow());
      return new Door.Open(open.orElseThrow());
    } finally {
      turn.unlock();
    }
  }

  private Answer busy(Asked asked) {
    Denial denial = Denial.of(Reason.BUSY, "the upstream is long in opening the caller's session");
    return guard.refuse(asked.caller(), upstream, asked.request(), denial);
  }

  private Door opened(Asked asked) {
    McpMessage.Request initialize =
        (McpMessage.Request) OpenSession.read(guard, upstream, initialize());
    Answer answer = guard.openOwn(asked.caller(), upstream, initialize);
    if (answer instanceof Answer.Opened opening
        && ServerMessage.read(opening.json()) instanceof ServerMessage.Answered offer) {
      Optional<LegacySession> session = guard.own(asked.caller(), upstream, opening.sessionId());
      if (session.isPresent()) {
        OpenSession now = new OpenSession(guard, upstream, session.get(), offer, this::nextId);
        now.send(asked.caller(), notification(McpMethod.INITIALIZED));
        open = Optional.of(now);
        return new Door.Open(now);
      }
    }
    return new Door.Shut(
        switch (answer) {
          case Answer.Denied denied -> StatelessAnswers.denied(asked, denied);
          case Answer.Message message -> StatelessAnswers.translated(asked, message.json());
          case Answer.Opened opened -> opened;
          case Answer.Accepted accepted -> accepted;
          case Answer.Dropped dropped -> dropped;
          case Answer.Ended ended -> ended;
          case Answer.NoStream none -> none;
          case Answer.Events events -> events;
        });
  }

  /** A session hears of the most talkative level that any of its requests wanted. */
  private void tellLevel(Asked asked, OpenSession session) {
    Optional<LogLevel> wanted = asked.meta().logLevel().flatMap(LogLevel::of);
    boolean more =
        wanted.isPresent() && level.filter(l -> l.compareTo(wanted.get()) <= 0).isEmpty();
    if (more && session.ability("logging").isPresent()) {
      level = wanted;
      session.takes(
          asked.caller(), McpMethod.SET_LEVEL, JsonText.object().put("level", wanted.get().wire()));
    }
  }

  private static byte[] notification(McpMethod method) {
    return JsonText.object().put("jsonrpc", "2.0").put("method", method.wire()).bytes();
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

  /** Gives it up where it holds no session; whether it is given up. */
  boolean closeIfIdle() {
    if (!turn.tryLock()) {
      return false;
    }
    try {
      closed |= open.filter(OpenSession::isOpen).isEmpty();
      return closed;
    } finally {
      turn.unlock();
    }
  }

  /** Gives it up and ends its session, which may take a while. */
  void close() {
    Optional<OpenSession> last;
    turn.lock();
    try {
      closed = true;
      last = open;
      open = Optional.empty();
    } finally {
      turn.unlock();
    }
    last.ifPresent(OpenSession::end);
  }
}
