package io.mcpguard.credential;

import io.mcpguard.audit.Recorded;
import io.mcpguard.catalog.Aimed;
import io.mcpguard.catalog.Targeted;

/**
 * A recorded call with the guard's own credential for its upstream. Only {@link CredentialBook}
 * makes one.
 */
public final class Equipped implements Aimed {
  private final Recorded recorded;
  private final Credential credential;

  Equipped(Recorded recorded, Credential credential) {
    this.recorded = recorded;
    this.credential = credential;
  }

  /** What the guard presents to the upstream. */
  public Credential credential() {
    return credential;
  }

  /** The record that this call stands on. */
  public Recorded recorded() {
    return recorded;
  }

  @Override
  public Targeted targeted() {
    return recorded.targeted();
  }
}
