package io.mcpguard.server.config;

import java.net.URI;
import java.util.Set;

/**
 * Where the guard is reached.
 *
 * @param mcp where agents connect
 * @param admin where operators and auditors ask; loopback only
 * @param publicUrl the URL that agents know; the issuer of tokens and assertions
 * @param trustedProxies addresses of reverse proxies that are believed when they say who calls
 */
public record Listen(HostPort mcp, HostPort admin, URI publicUrl, Set<String> trustedProxies) {
  public Listen {
    trustedProxies = Set.copyOf(trustedProxies);
  }

  /**
   * Whether only this machine reaches the guard: what is bound to loopback but known by another
   * name has a reverse proxy before it, and everybody behind that.
   */
  public boolean isOfThisMachineAlone() {
    return mcp.isLoopback() && Loopback.isLoopback(String.valueOf(publicUrl.getHost()));
  }

  /** Loopback on the usual ports. */
  public static Listen loopback() {
    return Settings.LISTEN;
  }

  /** These addresses, where agents know the guard by {@code publicUrl}. */
  public static Listen at(HostPort mcp, HostPort admin, URI publicUrl) {
    return new Listen(mcp, admin, publicUrl, Set.of());
  }

  /** This, behind reverse proxies at these addresses. */
  public Listen behind(String... proxies) {
    return new Listen(mcp, admin, publicUrl, Set.of(proxies));
  }
}
