package io.mcpguard.server.proxy;

import io.mcpguard.authn.LocalUser;
import io.mcpguard.authserver.user.Passwords;
import io.mcpguard.server.admin.AdminSocket;
import io.mcpguard.server.attach.AttachSocket;
import io.mcpguard.server.config.Configuration;
import io.mcpguard.server.config.ConfigurationRead;
import io.mcpguard.stdio.StdioFront;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A guard on standard input and output, for the program that launched it: one data directory, one
 * configuration, one user, and no listener but sockets of that user's own.
 */
public final class StdioGuard implements AutoCloseable {
  /** The name of the endpoint of all upstreams as one. */
  public static final String ALL = "";

  /** A host that has just launched the guard has its first answers by then. */
  private static final Duration TO_GREET = Duration.ofSeconds(2);

  /** A host waits some seconds for what it has launched to end. */
  private static final Duration TO_FINISH = Duration.ofSeconds(5);

  private final OpenGuard open;
  private final String server;
  private final StdioFront pipes;
  private final AttachSocket attachments;
  private final AdminSocket admin;
  private final Semaphore idle = new Semaphore(1);
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
    this.server = server;
    this.pipes = open.pipes(user);
    this.attachments = open.attachments(pipes);
    // Nobody signs in here, so that nobody is to be signed out.
    this.admin = open.admin(passwords, new RunningGuard(open, name -> {}));
  }

  /** Whether this user may delegate anything at all under {@code configuration}. */
  public static boolean mayServe(Configuration configuration, LocalUser user) {
    return configuration.users().isEmpty()
        ? !configuration.scopes().isEmpty()
        : configuration.users().containsKey(user.name())
            && !configuration.users().get(user.name()).may().isEmpty();
  }

  /** Begins to listen on its sockets. */
  public void start() throws IOException {
    admin.start();
    attachments.start();
    open.exports().start();
  }

  /** Serves until {@code in} ends, nobody reads {@code out} any more, or {@link #close}. */
  public void serve(InputStream in, OutputStream out) throws InterruptedException {
    Thread.ofPlatform().daemon().name("signatures").start(this::prepareToSign);
    idle.acquire();
    try {
      pipes.serve(server, in, out);
    } finally {
      idle.release();
    }
  }

  /** A call that comes before this is done makes it be done, and waits. */
  private void prepareToSign() {
    try {
      Thread.sleep(TO_GREET);
      open.prepareToSign();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    if (closed.getAndSet(true)) {
      return;
    }
    try (open;
        admin) {
      attachments.drain(TO_FINISH);
      attachments.close();
      var unused = idle.tryAcquire(TO_FINISH.toSeconds(), TimeUnit.SECONDS);
      open.endCalls();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}
