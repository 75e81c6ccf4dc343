package io.mcpguard.bridge;

import io.mcpguard.McpGuard;
import io.mcpguard.catalog.MirroredParameter;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Denial;
import io.mcpguard.protocol.Era;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.RequestMeta;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.SessionTie;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Answers requests of the 2026-07-28 revision, whichever form their upstream speaks. */
public final class StatelessFront implements AutoCloseable {
  private final McpGuard guard;
  private final LegacyServers legacy;
  private final UpstreamSessions sessions;

  /** In front of {@code guard}; {@code random} must be unpredictable. */
  public StatelessFront(McpGuard guard, RandomGenerator random) {
    this.guard = guard;
    this.legacy = new LegacyServers(guard, random);
    this.sessions = new UpstreamSessions(guard);
  }

  /** The answer to one request, whose headers repeat its body. */
  public Answer answer(
      Delegated caller, Upstream upstream, McpMessage.Request request, RequestMeta meta) {
    return answer(new Asked(caller, upstream, request, meta), SessionTie.alone());
  }

  private Answer answer(Asked asked, SessionTie tie) {
    Optional<Era> era = guard.era(asked.upstream());
    return era.equals(Optional.of(Era.LEGACY)) && asked.method().isOf(Era.MODERN)
        ? legacy.answer(asked.by(tie.of(asked.caller())), tie)
        : guard.answer(asked.caller(), asked.upstream(), asked.request(), tie);
  }

  /** One upstream's own endpoint. */
  public StatelessEndpoint at(Upstream upstream) {
    return new StatelessEndpoint() {
      @Override
      public Upstream upstream() {
        return upstream;
      }

      @Override
      public List<MirroredParameter> mirrored(String tool) {
        return guard.catalog().headers().of(upstream.name(), tool);
      }

      @Override
      public Answer answer(Delegated caller, McpMessage.Request request, RequestMeta meta) {
        return StatelessFront.this.answer(caller, upstream, request, meta);
      }

      @Override
      public Answer answer(
          Delegated caller, McpMessage.Request request, RequestMeta meta, SessionTie tie) {
        return StatelessFront.this.answer(new Asked(caller, upstream, request, meta), tie);
      }

      @Override
      public Optional<Denial> missingScope(Delegated caller, String uri) {
        return guard.missingScope(caller, upstream, uri);
      }

      @Override
      public Optional<Answer> open(Delegated caller, McpMessage.Request initialize) {
        return sessions.open(caller, upstream, initialize);
      }
    };
  }

  /** Ends every session that was opened for such requests. */
  @Override
  public void close() {
    legacy.close();
  }
}
