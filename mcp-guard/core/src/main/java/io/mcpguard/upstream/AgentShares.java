package io.mcpguard.upstream;

import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * The shares of the agents that have sessions. The attacker is an agent that would crowd the others
 * out: whatever it floods, it takes from itself.
 */
final class AgentShares {
  static final int MOST_SESSIONS = 10_000;

  /** As many as the listener lets in, and those that nobody waits for any more. */
  static final int MOST_CALLS = 8_000;

  static final int MOST_STREAMS = 8_000;

  private final AgentLimits limits;
  private final Map<String, Member> members = new ConcurrentHashMap<>();
  private final Semaphore sessions = new Semaphore(MOST_SESSIONS);
  private final Semaphore calls = new Semaphore(MOST_CALLS);
  private final Semaphore streams = new Semaphore(MOST_STREAMS);

  /** A share that is kept while it has sessions, counted in the map's own steps. */
  private record Member(AgentShare share, int visits) {
    Member visited(int more) {
      return new Member(share, visits + more);
    }
  }

  /** Nothing taken yet. */
  AgentShares(AgentLimits limits) {
    this.limits = limits;
  }

  /** The share of the caller's agent for a request that needs no session, until {@link #part}. */
  AgentShare visit(Delegated caller) {
    return members
        .compute(
            agent(caller),
            (name, known) -> known == null ? new Member(share(), 1) : known.visited(1))
        .share();
  }

  /** The same share with a place for one more session in it, which {@link #leave} frees. */
  Outcome<AgentShare> enter(Delegated caller) {
    AgentShare share = visit(caller);
    Optional<Denial> none = share.sessions().take();
    if (none.isPresent()) {
      part(caller);
      return new Refused<>(none.get());
    }
    return Outcome.proceed(share);
  }

  /** Frees the place of a session. */
  void leave(Delegated caller, AgentShare share) {
    share.sessions().giveBack();
    part(caller);
  }

  /** The request is over. */
  void part(Delegated caller) {
    members.computeIfPresent(
        agent(caller), (name, known) -> known.visits() == 1 ? null : known.visited(-1));
  }

  private static String agent(Delegated caller) {
    return caller.principal().agent().clientId();
  }

  private AgentShare share() {
    return new AgentShare(
        new Places(
            limits.sessions(),
            sessions,
            used(Reason.TOO_MANY_SESSIONS, limits.sessions(), "sessions")),
        new Places(limits.calls(), calls, used(Reason.TOO_MANY_CALLS, limits.calls(), "calls")),
        new Places(
            limits.streams(), streams, used(Reason.TOO_MANY_STREAMS, limits.streams(), "streams")));
  }

  private static Denial used(Reason reason, int most, String kind) {
    return Denial.of(
        reason,
        "the agent has %d %s open; limits.%s-per-agent allows no more".formatted(most, kind, kind));
  }
}
