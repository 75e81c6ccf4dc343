package io.mcpguard.oauth;

/**
 * What a client is asked to ask for, and what it gets that asks for nothing.
 *
 * @param configured the operator's choice for all resources together; it may be empty
 */
public record DefaultScope(Scopes configured) {
  /**
   * The default at one resource: of the operator's choice what means something there, and where
   * that is nothing, all that does. A client asks for what a challenge names before it looks
   * further, so a challenge must never name what the resource does not have.
   */
  public Scopes at(Scopes ofResource) {
    Scopes chosen = configured.intersection(ofResource);
    return chosen.isEmpty() ? ofResource : chosen;
  }
}
