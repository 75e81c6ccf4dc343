package io.mcpguard.testkit;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The names that code looks up. A module whose tests ask names this class in {@code
 * META-INF/services/java.net.spi.InetAddressResolverProvider} of its test resources.
 */
public final class NameLookups extends InetAddressResolverProvider {
  private static final ThreadLocal<Optional<List<String>>> WATCHED =
      ThreadLocal.withInitial(Optional::empty);

  /** Whether this is what looks names up in this process; found out once. */
  private static final class Installed {
    static final boolean IS = seen(() -> lookUp("is-this-seen.invalid")).size() == 1;
  }

  /** Made by the platform. */
  public NameLookups() {}

  /**
   * The names that {@code action} looks up on this thread, none of which is found.
   *
   * @throws IllegalStateException where nothing could be seen
   */
  public static List<String> during(Runnable action) {
    if (!Installed.IS) {
      throw new IllegalStateException(
          "name " + NameLookups.class.getName() + " in META-INF/services of the test resources");
    }
    return seen(action);
  }

  private static List<String> seen(Runnable action) {
    List<String> names = new ArrayList<>();
    WATCHED.set(Optional.of(names));
    try {
      action.run();
    } finally {
      WATCHED.remove();
    }
    return List.copyOf(names);
  }

  private static void lookUp(String name) {
    try {
      InetAddress unused = InetAddress.getByName(name);
    } catch (UnknownHostException expected) {
      // Nobody has such a name (RFC 6761 §6.4).
    }
  }

  @Override
  public InetAddressResolver get(Configuration configuration) {
    InetAddressResolver platform = configuration.builtinResolver();
    return new InetAddressResolver() {
      @Override
      public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
          throws UnknownHostException {
        Optional<List<String>> watched = WATCHED.get();
        if (watched.isEmpty()) {
          return platform.lookupByName(host, policy);
        }
        watched.get().add(host);
        throw new UnknownHostException(host);
      }

      @Override
      public String lookupByAddress(byte[] address) throws UnknownHostException {
        return platform.lookupByAddress(address);
      }
    };
  }

  @Override
  public String name() {
    return "watched";
  }
}
