package io.mcpguard.catalog;

import io.mcpguard.delegation.Delegated;
import io.mcpguard.oauth.Scopes;
import io.mcpguard.protocol.Call;

/**
 * A call whose target is known and within somebody's reach: the definition is the accepted one, or
 * will have to be once it is seen, and some scope covers it. Only {@link Catalog} makes one.
 */
public final class Targeted implements Aimed {
  private final Delegated caller;
  private final Call call;
  private final Upstream upstream;
  private final Scopes covering;
  private final Scopes used;
  private final String toolDigest;
  private final Reach reach;

  /** When the target can be called. */
  enum Reach {
    NOW,
    /** Once its upstream was looked at, if its definition is the accepted one then. */
    AWAITED
  }

  Targeted(Delegated caller, Call call, Upstream upstream, Scopes covering, String toolDigest) {
    this(caller, call, upstream, covering, toolDigest, Reach.NOW);
  }

  private Targeted(
      Delegated caller,
      Call call,
      Upstream upstream,
      Scopes covering,
      String toolDigest,
      Reach reach) {
    this.caller = caller;
    this.call = call;
    this.upstream = upstream;
    this.covering = covering;
    this.used = covering.intersection(caller.held());
    this.toolDigest = toolDigest;
    this.reach = reach;
  }

  /** The same within this reach. */
  Targeted at(Reach other) {
    return reach == other
        ? this
        : new Targeted(caller, call, upstream, covering, toolDigest, other);
  }

  @Override
  public Targeted targeted() {
    return this;
  }

  @Override
  public Delegated caller() {
    return caller;
  }

  @Override
  public Call call() {
    return call;
  }

  @Override
  public Upstream upstream() {
    return upstream;
  }

  /** The scopes that cover the target; each of them is enough. */
  public Scopes covering() {
    return covering;
  }

  @Override
  public Scopes used() {
    return used;
  }

  /**
   * Whether nobody has seen its tool's definition since its server began anew: it may be another
   * one now, so it is not called, and whoever may call it is told that.
   */
  public boolean isAwaited() {
    return reach == Reach.AWAITED;
  }

  /** The digest of the accepted tool definition; empty text for what is no tool. */
  public String toolDigest() {
    return toolDigest;
  }
}
