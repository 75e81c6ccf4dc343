package io.mcpguard.bridge;

import io.mcpguard.McpGuard;
import io.mcpguard.assertion.json.Digests;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Remembered;
import io.mcpguard.protocol.McpMethod;
import io.mcpguard.upstream.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Serves stateless requests from upstreams of the legacy revisions: each caller has a session there
 * for each set of capabilities it declares, opened when it is first needed.
 */
final class LegacyServers implements AutoCloseable {
  private static final int MOST = 10_000;
  private static final Duration UNUSED = Duration.ofMinutes(10);

  private final McpGuard guard;
  private final OpenRounds rounds;
  private final RandomGenerator random;
  private final Remembered<Key, LegacyServer> servers =
      Remembered.afterUse(MOST, UNUSED, (key, server) -> server.close());

  /** Callers never share a session, and no client is asked what it cannot do. */
  private record Key(String user, String agent, String grant, String upstream, String abilities) {
    static Key of(Asked asked) {
      return new Key(
          asked.caller().principal().user(),
          asked.caller().principal().agent().clientId(),
          asked.caller().grant().id(),
          asked.upstream().name(),
          Digests.of(asked.meta().capabilities()));
    }
  }

  LegacyServers(McpGuard guard, RandomGenerator random) {
    this.guard = guard;
    this.random = random;
    this.rounds = new OpenRounds(random);
  }

  Answer answer(Asked asked) {
    if (asked.method() == McpMethod.LISTEN) {
      return new LegacySubscription(new LegacyServer(guard, asked, random), asked).open();
    }
    if (asked.params().member(OpenRounds.STATE).isPresent()) {
      return resume(asked);
    }
    return server(asked).answer(asked, rounds);
  }

  private LegacyServer server(Asked asked) {
    return servers.findOrMake(Key.of(asked), key -> new LegacyServer(guard, asked, random));
  }

  private Answer resume(Asked asked) {
    Optional<OpenRounds.Next> next = rounds.take(asked);
    if (next.isEmpty()) {
      Denial denial =
          Denial.of(
              Reason.INVALID_PARAMS,
              "requestState is not one that this caller got for this call, or was used before");
      return guard.refuse(asked.caller(), asked.upstream(), asked.request(), denial);
    }
    return switch (next.get()) {
      case OpenRounds.Answering answering -> answering.round().resume(asked, rounds);
      case OpenRounds.Anew anew -> server(asked).answer(asked.anew(), rounds);
    };
  }

  @Override
  public void close() {
    List.copyOf(servers.view().keySet()).forEach(servers::forget);
    rounds.close();
  }
}
