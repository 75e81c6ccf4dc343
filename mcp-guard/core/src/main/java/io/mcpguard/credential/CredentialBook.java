package io.mcpguard.credential;

import io.mcpguard.audit.Recorded;
import java.util.Map;

/** Finds the guard's own credential for the upstream that a call goes to. */
public final class CredentialBook {
  private static final Credential NONE = new Credential.None();

  private final Map<String, Credential> byUpstream;

  /** The credentials by the upstream's name; an upstream that is not named wants none. */
  public CredentialBook(Map<String, Credential> byUpstream) {
    this.byUpstream = Map.copyOf(byUpstream);
  }

  /** The call with the credential for its upstream. */
  public Equipped equip(Recorded recorded) {
    return new Equipped(recorded, credentialFor(recorded.upstream().name()));
  }

  /** The credential for an upstream, for what the guard asks it on its own account. */
  public Credential credentialFor(String upstream) {
    return byUpstream.getOrDefault(upstream, NONE);
  }
}
