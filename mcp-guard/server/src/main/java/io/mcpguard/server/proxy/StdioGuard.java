package io.mcpguard.server.proxy;

import io.mcpguard.authn.LocalUser;
import io.mcpguard.authserver.user.Passwords;
import io.mcpguard.bridge.StatelessEndpoint;
import io.mcpguard.server.admin.AdminSocket;
import io.mcpguard.server.config.Configuration;
import io.mcpguard.server.config.ConfigurationRead;
import io.mcpguard.stdio.StdioFront;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A guard on standard input and output, for the program that launched it: one data directory, one
 * configuration, one user, and no listener but the administrator's socket.
 */
public final class StdioGuard implements AutoCloseable {
  /** The name of the endpoint of all upstreams as one. */
  public static final String ALL = "";

  private final OpenGuard open;
  private final StdioFront front;
  private final AdminSocket admin;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Opens the data directory and makes everything ready.
   *
   * @param user whom it acts for
   * @param server the upstream to serve, under its own names; {@link #ALL} serves all of them
   * @throws io.mcpguard.storage.DataDirectoryHeld when another guard runs on the data directory
   * @throws IOException when the data directory is damaged, or a key cannot be read
   */
  public static StdioGuard open(ConfigurationRead.Read configuration, LocalUser user, String server)
      throws IOException {
    SecureRandom random = new SecureRandom();
    Set<String> owners = Set.of(Wiring.OWNER, user.name());
    OpenGuard open = new OpenGuard(configuration, owners, Clock.systemUTC(), random);
    return new StdioGuard(open, user, server, new Passwords(open.store().users(), random));
  }

  private StdioGuard(OpenGuard open, LocalUser user, String server, Passwords passwords)
      throws IOException {
    this.open = open;
    StatelessEndpoint endpoint =
        open.endpoints().stream()
            .filter(one -> one.upstream().name().equals(server))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("there is no such upstream"));
    int mostBytes = Math.toIntExact(open.configuration().limits().body());
    this.front = new StdioFront(open.guard(), endpoint, open.sessions(), user, mostBytes);
    // Nobody signs in here, so that nobody is to be signed out.
    this.admin =
        open.admin(
            passwords, new RunningGuard(open.guard(), name -> {}, open::isReady, open.witnesses()));
  }

  /** Whether this user may delegate anything at all under {@code configuration}. */
  public static boolean mayServe(Configuration configuration, LocalUser user) {
    return configuration.users().isEmpty()
        ? !configuration.scopes().isEmpty()
        : configuration.users().containsKey(user.name())
            && !configuration.users().get(user.name()).may().isEmpty();
  }

  /** Serves until {@code in} ends, or nobody reads {@code out} any more. */
  public void serve(InputStream in, OutputStream out) throws IOException, InterruptedException {
    admin.start();
    front.serve(in, out);
  }

  @Override
  public void close() throws IOException {
    if (closed.getAndSet(true)) {
      return;
    }
    try (open;
        admin) {
      open.endCalls();
    }
  }
}
