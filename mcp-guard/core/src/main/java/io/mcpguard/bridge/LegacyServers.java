package io.mcpguard.bridge;

import io.mcpguard.McpGuard;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Remembered;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.McpMethod;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.protocol.RequestMeta;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.SessionTie;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Serves stateless requests from upstreams of the legacy revisions: each caller has a session there
 * for each set of capabilities it declares, opened when it is first needed.
 *
 * <p>The attacker is an agent that would end the sessions of others by having more of its own: only
 * what has a session is kept, and those are counted by agent.
 */
final class LegacyServers implements AutoCloseable {
  private static final int MOST = 10_000;
  private static final Duration UNUSED = Duration.ofMinutes(10);
  private static final int MOST_ATTEMPTS = 3;
  private static final List<String> OWN_META =
      List.of(
          RequestMeta.PROTOCOL_VERSION,
          RequestMeta.CLIENT_CAPABILITIES,
          RequestMeta.CLIENT_INFO,
          RequestMeta.LOG_LEVEL);

  private final McpGuard guard;
  private final OpenRounds rounds;
  private final RandomGenerator random;
  private final Remembered<Key, LegacyServer> servers =
      Remembered.afterUse(MOST, UNUSED, (key, server) -> farewell(server));

  /** Callers never share a session, and no client is asked what it cannot do. */
  private record Key(String user, String agent, String grant, String upstream, String abilities) {
    static Key of(Asked asked) {
      return new Key(
          asked.caller().principal().user(),
          asked.caller().principal().agent().clientId(),
          asked.caller().grant().id(),
          asked.upstream().name(),
          asked.abilities());
    }
  }

  LegacyServers(McpGuard guard, RandomGenerator random) {
    this.guard = guard;
    this.random = random;
    this.rounds = new OpenRounds(random);
  }

  /** Whoever made room for another is not to wait until an upstream has heard of it. */
  private static void farewell(LegacyServer server) {
    Thread.ofVirtual().name("bridge-farewell").start(server::close);
  }

  /** The answer to a request, in the client's form; {@code tie} takes the request back. */
  Answer answer(Asked asked, SessionTie tie) {
    if (asked.method() == McpMethod.LISTEN) {
      return new LegacySubscription(new LegacyServer(guard, asked, random), asked).open();
    }
    if (asked.method().kind() == McpMethod.Kind.TASK) {
      return refused(asked, Denial.of(Reason.METHOD_NOT_FOUND, "tasks have another form there"));
    }
    if (asked.params().member(OpenRounds.STATE).isPresent()) {
      return resume(asked);
    }
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      Key key = Key.of(asked);
      LegacyServer server =
          servers.findOrMake(key, absent -> new LegacyServer(guard, asked, random));
      switch (server.open(asked)) {
        case LegacyServer.Door.Shut(Answer answer) -> {
          if (server.closeIfIdle()) {
            servers.view().remove(key, server);
          }
          return answer;
        }
        case LegacyServer.Door.Gone gone -> servers.view().remove(key, server);
        case LegacyServer.Door.Open(OpenSession session) -> {
          Answer answer = answer(asked, session, server.nextId(), tie);
          if (!isForgotten(answer, session)) {
            return answer instanceof Answer.Denied denied
                ? StatelessAnswers.denied(asked, denied)
                : answer;
          }
          session.end();
        }
      }
    }
    return refused(asked, Denial.of(Reason.UPSTREAM_DOWN, "the upstream keeps no session"));
  }

  /**
   * Whether the upstream had forgotten the session, so that it did not process the request: a
   * session that ended here meanwhile may have taken the request with it.
   */
  private static boolean isForgotten(Answer answer, OpenSession session) {
    return answer instanceof Answer.Denied denied
        && denied.denial().reason() == Reason.UNKNOWN_SESSION
        && session.isOpen();
  }

  private Answer answer(Asked asked, OpenSession session, String id, SessionTie tie) {
    if (asked.method() == McpMethod.DISCOVER) {
      return StatelessAnswers.discovery(asked, session.offer());
    }
    McpMessage.Request mine = translated(asked, id);
    RequestId call = RequestId.of(mine.document(), mine.id());
    tie.tie(() -> session.cancel(asked.caller(), call));
    if (tie.isCancelled()) {
      return refused(asked, Denial.of(Reason.INVALID_REQUEST, "taken back before it was sent"));
    }
    return switch (session.answer(asked.caller(), mine)) {
      case Answer.Message message -> StatelessAnswers.translated(asked, message.json());
      case Answer.Events events -> {
        Round round = new Round(session, asked.caller(), events.events(), call);
        yield new Answer.Events(new StatelessEvents(asked, round, rounds));
      }
      case Answer.Denied denied -> denied;
      case Answer.Opened opened -> opened;
      case Answer.Accepted accepted -> accepted;
      case Answer.Dropped dropped -> dropped;
      case Answer.Ended ended -> ended;
      case Answer.NoStream none -> none;
    };
  }

  /** The same request under an id of our own, without what only the other form has. */
  private static McpMessage.Request translated(Asked asked, String id) {
    McpMessage.Request request = asked.request();
    Splices edits =
        Splices.of(request.document())
            .replace(request.id(), ('"' + id + '"').getBytes(StandardCharsets.US_ASCII))
            .remove(request.params(), OpenRounds.ANSWERS)
            .remove(request.params(), "task");
    request
        .params()
        .object("_meta")
        .ifPresent(meta -> OWN_META.forEach(name -> edits.remove(meta, name)));
    return request.reread(edits.apply());
  }

  /** The call goes on that waits for what the client was asked. */
  private Answer resume(Asked asked) {
    return rounds
        .take(asked)
        .map(round -> round.resume(asked, rounds))
        .orElseGet(() ->
            refused(
                asked,
                Denial.of(
                    Reason.INVALID_PARAMS,
                    "requestState is not one that this caller got for this call, or was used")));
  }

  private Answer refused(Asked asked, Denial denial) {
    return guard.refuse(asked.caller(), asked.upstream(), asked.request(), denial);
  }

  @Override
  public void close() {
    List.copyOf(servers.view().keySet()).forEach(servers::forget);
    rounds.close();
  }
}
