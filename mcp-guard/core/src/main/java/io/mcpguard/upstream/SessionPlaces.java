package io.mcpguard.upstream;

import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Outcome;
import java.util.Optional;

/** Places for sessions that are kept elsewhere, among those of the guard's own. */
public final class SessionPlaces {
  private final Sessions sessions;

  SessionPlaces(Sessions sessions) {
    this.sessions = sessions;
  }

  /** A place for a new session; refused when the agent, or all agents, have as many as may be. */
  public Outcome<ReservedPlace> enter(Delegated caller, Upstream upstream, String revision) {
    return sessions.enter(caller, upstream, revision);
  }

  /** The caller's own place, if it still has it; asking counts as a use of it. */
  public Optional<SessionPlace> find(Delegated caller, Upstream upstream, String id) {
    return sessions.place(caller, upstream, id);
  }

  /** Gives a place back for good; nothing happens where it was lost before. */
  public void leave(SessionPlace place) {
    sessions.leave(place);
  }
}
