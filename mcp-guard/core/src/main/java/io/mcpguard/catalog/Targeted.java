package io.mcpguard.catalog;

import io.mcpguard.delegation.Delegated;
import io.mcpguard.oauth.Scopes;
import io.mcpguard.protocol.Call;

/**
 * A call whose target is known and within somebody's reach: the definition is the accepted one, and
 * some scope covers it. Only {@link Catalog} makes one.
 */
public final class Targeted implements Aimed {
  private final Delegated caller;
  private final Call call;
  private final Upstream upstream;
  private final Scopes covering;
  private final Scopes used;
  private final String toolDigest;

  Targeted(Delegated caller, Call call, Upstream upstream, Scopes covering, String toolDigest) {
    this.caller = caller;
    this.call = call;
    this.upstream = upstream;
    this.covering = covering;
    this.used = covering.intersection(caller.held());
    this.toolDigest = toolDigest;
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

  /** The digest of the accepted tool definition; empty text for what is no tool. */
  public String toolDigest() {
    return toolDigest;
  }
}
