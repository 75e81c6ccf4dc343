package io.mcpguard.assertion;

import io.mcpguard.assertion.AssertionClaims.Actor;
import java.util.List;
import java.util.Optional;

/** The guard vouches for exactly this call. Only the verifier makes one. */
public final class ToolCallAssertion {
  private final AssertionClaims claims;

  ToolCallAssertion(AssertionClaims claims) {
    this.claims = claims;
  }

  /** For whom the agent acts; empty in an autonomous run. */
  public Optional<String> user() {
    return claims.actors().isEmpty() ? Optional.empty() : Optional.of(claims.subject());
  }

  /** The instance that acts now, a SPIFFE-shaped URI. */
  public String agent() {
    return claims.actors().isEmpty() ? claims.subject() : claims.actors().get(0).subject();
  }

  /** Who acts, outermost first. Decide by the first alone (RFC 8693 §4.1). */
  public List<Actor> actorChain() {
    return claims.actors();
  }

  /** The delegated scopes this call used. */
  public List<String> scope() {
    return claims.scope();
  }

  /** What the run has touched before this call. */
  public List<String> labels() {
    return claims.context().labels();
  }

  /** Id of the transaction and of the decision in the guard's ledger. */
  public String txn() {
    return claims.txn();
  }

  public String method() {
    return claims.call().method();
  }

  /** What the method is about, such as the tool's name; empty where there is no such thing. */
  public String name() {
    return claims.call().name();
  }

  public AssertionClaims claims() {
    return claims;
  }
}
