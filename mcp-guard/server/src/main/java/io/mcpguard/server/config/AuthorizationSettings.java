package io.mcpguard.server.config;

import io.mcpguard.oauth.BoundTokens;
import java.util.Set;

/**
 * Who says who somebody is. The authorization server inside the guard, with users of its own.
 *
 * @param defaultResource the upstream that a token without {@code resource} is for; empty text for
 *     none
 * @param registration who may register an agent
 * @param privateMetadataHosts hosts whose documents about agents may lie at private addresses
 * @param boundTokens whether access tokens must be bound to a key of the agent
 */
public record AuthorizationSettings(
    String defaultResource,
    Registration registration,
    Set<String> privateMetadataHosts,
    BoundTokens boundTokens) {
  public AuthorizationSettings {
    privateMetadataHosts = Set.copyOf(privateMetadataHosts);
  }

  /** Who may register an agent (RFC 7591). */
  public enum Registration {
    /** Only programs of this machine, where the public URL is of this machine too. */
    LOOPBACK,
    /** Anybody who reaches the guard; a relaxation. */
    OPEN
  }

  /** The embedded authorization server with what holds when nothing is said. */
  public static AuthorizationSettings embedded() {
    return new AuthorizationSettings("", Registration.LOOPBACK, Set.of(), BoundTokens.OPTIONAL);
  }

  /** This, where a token without {@code resource} is for {@code upstream}. */
  public AuthorizationSettings defaultResource(String upstream) {
    return new AuthorizationSettings(upstream, registration, privateMetadataHosts, boundTokens);
  }

  /** This, where access tokens are bound to keys so far. */
  public AuthorizationSettings boundTokens(BoundTokens tokens) {
    return new AuthorizationSettings(defaultResource, registration, privateMetadataHosts, tokens);
  }

  /** This, where anybody who reaches the guard may register an agent. */
  public AuthorizationSettings allowingOpenRegistration() {
    return new AuthorizationSettings(
        defaultResource, Registration.OPEN, privateMetadataHosts, boundTokens);
  }

  /**
   * This, where Client ID Metadata Documents of these hosts may lie at private addresses, or on
   * this machine where a host is spelled so.
   */
  public AuthorizationSettings allowingPrivateMetadataHosts(String... hosts) {
    return new AuthorizationSettings(defaultResource, registration, Set.of(hosts), boundTokens);
  }
}
