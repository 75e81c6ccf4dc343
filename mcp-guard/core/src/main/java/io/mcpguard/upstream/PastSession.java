package io.mcpguard.upstream;

import io.mcpguard.exchange.Outcome;
import java.util.Optional;
import java.util.function.Supplier;

/** A session that is kept elsewhere and is not open, though its id says that it can go on. */
public final class PastSession {
  private final Supplier<Optional<String>> state;
  private final Supplier<Outcome<SessionPlace>> entry;

  PastSession(Supplier<Optional<String>> state, Supplier<Outcome<SessionPlace>> entry) {
    this.state = state;
    this.entry = entry;
  }

  /** What is kept of it now; empty where it has ended since, and where nothing is. */
  public Optional<String> state() {
    return state.get();
  }

  /** A place for it; refused when the agent, or all agents, have as many as may be. */
  public Outcome<SessionPlace> enter() {
    return entry.get();
  }
}
