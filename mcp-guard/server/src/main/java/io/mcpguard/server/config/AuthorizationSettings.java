package io.mcpguard.server.config;

/**
 * Who says who somebody is. The authorization server inside the guard, with users of its own.
 *
 * @param defaultResource the upstream that a token without {@code resource} is for; empty text for
 *     none
 * @param registration who may register an agent
 */
public record AuthorizationSettings(String defaultResource, Registration registration) {
  /** Who may register an agent (RFC 7591). */
  public enum Registration {
    /** Only programs of this machine, where the public URL is of this machine too. */
    LOOPBACK,
    /** Anybody who reaches the guard; a relaxation. */
    OPEN
  }

  /** The embedded authorization server with what holds when nothing is said. */
  public static AuthorizationSettings embedded() {
    return new AuthorizationSettings("", Registration.LOOPBACK);
  }

  /** This, where a token without {@code resource} is for {@code upstream}. */
  public AuthorizationSettings defaultResource(String upstream) {
    return new AuthorizationSettings(upstream, registration);
  }

  /** This, where anybody who reaches the guard may register an agent. */
  public AuthorizationSettings allowingOpenRegistration() {
    return new AuthorizationSettings(defaultResource, Registration.OPEN);
  }
}
