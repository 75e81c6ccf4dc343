package io.mcpguard.server.config;

import java.util.Set;

/** A tool server behind the guard. */
public sealed interface UpstreamSettings permits ChildUpstream, HttpUpstream {
  /** What every upstream has. */
  Common common();

  /** What the server may ask of a client. */
  enum Ask {
    SAMPLING,
    ELICITATION,
    ROOTS
  }

  /**
   * What every upstream has.
   *
   * @param mayAsk the requests it may make to a client
   * @param elicitationHosts the hosts that its URL elicitation may lead to
   * @param relaxations what is relaxed for it
   */
  record Common(Set<Ask> mayAsk, Set<String> elicitationHosts, Set<Relaxation> relaxations) {
    public Common {
      mayAsk = Set.copyOf(mayAsk);
      elicitationHosts = Set.copyOf(elicitationHosts);
      relaxations = Set.copyOf(relaxations);
    }

    /** May ask nothing, and nothing is relaxed. */
    public static Common strict() {
      return new Common(Set.of(), Set.of(), Set.of());
    }

    /** This, where the server may ask this too. */
    public Common mayAsk(Ask... asks) {
      return new Common(Set.of(asks), elicitationHosts, relaxations);
    }

    /** This, with relaxations. */
    public Common allowing(Relaxation... allowed) {
      return new Common(mayAsk, elicitationHosts, Set.of(allowed));
    }
  }

  /** Whether something is relaxed for it. */
  default boolean allows(Relaxation relaxation) {
    return common().relaxations().contains(relaxation);
  }
}
