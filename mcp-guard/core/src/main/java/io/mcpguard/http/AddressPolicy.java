package io.mcpguard.http;

import io.mcpguard.exchange.Deadline;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Which addresses may be dialled. The name is looked up once, every answer is checked, and exactly
 * the checked addresses are dialled, so that a second DNS answer (rebinding) is never used
 * unchecked. If one address of a name is refused, the name is.
 *
 * <p>Whatever is relaxed, link-local, multicast, unspecified and other special addresses are never
 * dialled, nor are the guard's own listeners.
 */
public final class AddressPolicy {
  private final Set<String> hosts;
  private final boolean loopback;
  private final Supplier<Set<InetSocketAddress>> listeners;
  private final Resolver resolver;

  private AddressPolicy(
      Set<String> hosts,
      boolean loopback,
      Supplier<Set<InetSocketAddress>> listeners,
      Resolver resolver) {
    this.hosts = hosts;
    this.loopback = loopback;
    this.listeners = listeners;
    this.resolver = resolver;
  }

  /** Globally reachable addresses only, looked up by the machine's own resolver. */
  public static AddressPolicy publicOnly() {
    return new AddressPolicy(Set.of(), false, Set::of, Resolver.system());
  }

  /**
   * Lets hosts that the operator named have private addresses (RFC 1918, 4193, 6598), and loopback
   * ones if the host is itself spelled as loopback ({@code localhost}, {@code 127.0.0.1}, {@code
   * ::1}).
   */
  public AddressPolicy allowingHosts(Set<String> named) {
    Set<String> all = new HashSet<>(hosts);
    named.forEach(name -> all.add(asDestinationSpells(name)));
    return new AddressPolicy(Set.copyOf(all), loopback, listeners, resolver);
  }

  /**
   * Lets hosts spelled as loopback, and hosts that the operator named, have loopback addresses. A
   * stranger's name that answers 127.0.0.1 stays refused.
   */
  public AddressPolicy allowingLoopback() {
    return new AddressPolicy(hosts, true, listeners, resolver);
  }

  /** Refuses these sockets, which are the guard's own; asked anew for every dial. */
  public AddressPolicy refusingListeners(Supplier<Set<InetSocketAddress>> own) {
    return new AddressPolicy(hosts, loopback, own, resolver);
  }

  /** Looks names up with another resolver. */
  public AddressPolicy resolvingBy(Resolver other) {
    return new AddressPolicy(hosts, loopback, listeners, other);
  }

  /** True if plain HTTP to this place stays on this machine, by a name the policy lets through. */
  public boolean isAllowedLoopback(Destination destination) {
    return spelledAsLoopback(destination.host())
        && (loopback || hosts.contains(destination.host()));
  }

  /**
   * The addresses of a destination that may be dialled, in the resolver's order.
   *
   * @throws Http1Failure of kind {@code REFUSED_ADDRESS} or {@code UNREACHABLE}
   */
  List<InetSocketAddress> check(Destination destination, Deadline deadline) throws Http1Failure {
    List<InetAddress> answers = lookUp(destination, deadline);
    Set<InetSocketAddress> own = listeners.get();
    for (InetAddress answer : answers) {
      if (!mayDial(destination.host(), AddressKind.of(answer))) {
        throw Http1Failure.unsent(
            Http1Failure.Kind.REFUSED_ADDRESS,
            "the host has an address that is not public; name the host in the configuration to"
                + " allow it");
      }
      if (isOwn(new InetSocketAddress(answer, destination.port()), own)) {
        throw Http1Failure.unsent(
            Http1Failure.Kind.REFUSED_ADDRESS, "the address is a listener of the guard itself");
      }
    }
    return answers.stream().map(a -> new InetSocketAddress(a, destination.port())).toList();
  }

  private List<InetAddress> lookUp(Destination destination, Deadline deadline) throws Http1Failure {
    Optional<InetAddress> literal = AddressLiteral.of(destination.host());
    if (literal.isPresent()) {
      return List.of(literal.get());
    }
    try {
      List<InetAddress> answers = resolver.resolve(destination.host(), deadline);
      if (!answers.isEmpty()) {
        return answers;
      }
      throw new UnknownHostException("the name has no address");
    } catch (UnknownHostException unknown) {
      throw Http1Failure.unsent(
          Http1Failure.Kind.UNREACHABLE, "the host's name could not be looked up", unknown);
    }
  }

  private boolean mayDial(String host, AddressKind kind) {
    boolean named = hosts.contains(host);
    return switch (kind) {
      case GLOBAL -> true;
      case PRIVATE -> named;
      case LOOPBACK -> spelledAsLoopback(host) ? named || loopback : named && loopback;
      case SPECIAL -> false;
    };
  }

  private static boolean spelledAsLoopback(String host) {
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || (host.startsWith("127.") && AddressLiteral.isDotted(host))
        || host.equals("0:0:0:0:0:0:0:1");
  }

  private static String asDestinationSpells(String name) {
    return name.indexOf(':') < 0
        ? name.toLowerCase(Locale.ROOT)
        : AddressLiteral.of(name)
            .map(InetAddress::getHostAddress)
            .orElseThrow(
                () -> new IllegalArgumentException("a host with a colon must be an IPv6 address"));
  }

  private static boolean isOwn(InetSocketAddress dialled, Set<InetSocketAddress> listeners) {
    for (InetSocketAddress listener : listeners) {
      if (listener.getPort() == dialled.getPort()
          && (listener.getAddress().equals(dialled.getAddress())
              || (listener.getAddress().isAnyLocalAddress() && isHere(dialled.getAddress())))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isHere(InetAddress address) {
    try {
      return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException unreadable) {
      return true;
    }
  }
}
