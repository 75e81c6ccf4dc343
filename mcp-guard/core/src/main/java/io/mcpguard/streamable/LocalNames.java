package io.mcpguard.streamable;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which Host and Origin a request may name.
 *
 * <p>The attacker is a web page that a person at this machine has opened: its name resolves to this
 * machine (DNS rebinding), so its requests come from inside. What it cannot do is to send another
 * Host or Origin than its own.
 */
public final class LocalNames {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Set<String> hosts;
  private final Set<String> origins;

  /**
   * Takes the host and the origin of {@code publicUrl}, {@code origins} besides, and the names of
   * the loopback interface when the listener is bound to it.
   */
  public LocalNames(URI publicUrl, Set<String> origins, Binding binding) {
    String own = publicUrl.getHost().toLowerCase(Locale.ROOT);
    this.hosts =
        switch (binding) {
          case LOOPBACK ->
              Stream.concat(LOOPBACK.stream(), Stream.of(own))
                  .collect(Collectors.toUnmodifiableSet());
          case BEYOND -> Set.of(own);
        };
    this.origins =
        Stream.concat(origins.stream(), Stream.of(originOf(publicUrl)))
            .map(origin -> origin.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  private LocalNames(Set<String> hosts, Set<String> origins) {
    this.hosts = lowered(hosts);
    this.origins = lowered(origins);
  }

  /** Takes these hosts and origins and no other. */
  public static LocalNames only(Set<String> hosts, Set<String> origins) {
    return new LocalNames(hosts, origins);
  }

  private static Set<String> lowered(Set<String> names) {
    return names.stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** What the listener is bound to. */
  public enum Binding {
    LOOPBACK,
    BEYOND
  }

  /**
   * Whether a request may name this host; the port is not looked at, a rebound name cannot hide in
   * it.
   */
  public boolean takesHost(String host) {
    return isOneOf(hosts, host);
  }

  /** Whether a request may come from this origin. */
  boolean takesOrigin(String origin) {
    return isOneOf(origins, origin);
  }

  /** Origin, where there is one (2025-11-25, basic/transports, security warning). */
  boolean takesOriginOf(ClientExchange exchange) {
    List<String> named = exchange.values("Origin");
    return named.isEmpty() || (named.size() == 1 && takesOrigin(named.getFirst()));
  }

  /** Case means nothing in ASCII alone (RFC 4343 §3): no other letter stands for one of its. */
  private static boolean isOneOf(Set<String> names, String said) {
    return said.chars().allMatch(c -> c < 0x80) && names.contains(said.toLowerCase(Locale.ROOT));
  }

  private static String originOf(URI url) {
    return url.getScheme() + "://" + url.getRawAuthority();
  }
}
