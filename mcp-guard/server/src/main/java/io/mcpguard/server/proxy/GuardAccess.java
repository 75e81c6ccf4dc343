package io.mcpguard.server.proxy;

import io.mcpguard.authn.LocalUser;
import io.mcpguard.server.admin.AdminAnswer;
import io.mcpguard.server.admin.AdminClient;
import io.mcpguard.server.admin.AdminRequest;
import io.mcpguard.server.attach.Attachment;
import io.mcpguard.server.attach.Hello;
import io.mcpguard.server.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;

/** The way of commands to a guard's state, whether the guard runs or not. */
public final class GuardAccess {
  private final Configuration configuration;
  private final DataFiles files;

  /** To the state of the guard with this configuration. */
  public GuardAccess(Configuration configuration) {
    this.configuration = configuration;
    this.files = new DataFiles(configuration.data());
  }

  /**
   * Asks the running guard; where none runs, holds the data directory meanwhile.
   *
   * @throws IOException when a guard is there but does not answer, or the directory cannot be used
   */
  public AdminAnswer ask(AdminRequest request) throws IOException {
    Optional<AdminAnswer> answered = askRunning(request);
    return answered.isPresent()
        ? answered.get()
        : new StoppedGuard(configuration, Clock.systemUTC(), new SecureRandom()).answer(request);
  }

  /**
   * Asks the running guard; empty where none runs.
   *
   * @throws IOException when a guard is there but does not answer
   */
  public Optional<AdminAnswer> askRunning(AdminRequest request) throws IOException {
    return AdminClient.ask(files.adminSocket(), request);
  }

  /**
   * Asks the running guard to serve the host of this process, which {@code user} runs.
   *
   * @throws IOException when a guard is there but does not answer
   */
  public Attachment.Attempt attach(Hello hello, LocalUser user) throws IOException {
    return Attachment.attempt(files.attachSocket(), hello, user);
  }

  /** Whether there is anything durable yet. */
  public boolean hasState() {
    return Files.exists(files.database());
  }

  /** Where the evidence lies. */
  public Path ledger() {
    return files.ledger();
  }
}
