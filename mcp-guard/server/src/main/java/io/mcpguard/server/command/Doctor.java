package io.mcpguard.server.command;

import io.mcpguard.jose.Providers;
import io.mcpguard.server.admin.AdminRequest;
import io.mcpguard.server.admin.Operation;
import io.mcpguard.server.config.Configuration;
import io.mcpguard.server.config.HostPort;
import io.mcpguard.server.proxy.GuardAccess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Looks at this machine; changes nothing on it. */
final class Doctor {
  static final List<String> COLUMNS = List.of("subject", "state", "says");

  private static final int OLDEST_JDK = 21;

  private final InstantSource clock;
  private final SecureRandom random;

  Doctor(InstantSource clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  /** How one thing is. */
  enum State {
    WELL,
    BAD
  }

  /**
   * What was found.
   *
   * @param says what it is; where it is bad, also what to do
   */
  record Finding(String subject, State state, String says) {
    boolean isWell() {
      return state == State.WELL;
    }

    Map<String, String> row() {
      return Map.of("subject", subject, "state", isWell() ? "well" : "bad", "says", says);
    }
  }

  /** What needs no configuration. */
  List<Finding> machine() {
    return List.of(jdk(), well("signatures", Providers.fastest(random).description()));
  }

  /** All of it. */
  List<Finding> all(Configuration configuration) {
    List<Finding> findings = new ArrayList<>(machine());
    GuardAccess access = new GuardAccess(configuration);
    findings.add(directory(configuration.data()));
    findings.add(clock(configuration.data()));
    Runs runs = runs(access);
    findings.add(runs.finding());
    if (!runs.isThere()) {
      findings.add(port(configuration.listen().mcp()));
    }
    return findings;
  }

  private record Runs(Finding finding, boolean isThere) {}

  private static Finding jdk() {
    String says = Runtime.version() + " of " + System.getProperty("java.vendor");
    return Runtime.version().feature() >= OLDEST_JDK
        ? well("jdk", says)
        : bad("jdk", says + "; install 21 or later");
  }

  private static Runs runs(GuardAccess access) {
    try {
      return access
          .askRunning(AdminRequest.of(Operation.HEALTH))
          .map(health -> health.rows().getFirst().getOrDefault("state", ""))
          .map(state ->
              new Runs(
                  switch (state) {
                    case "ready" -> well("guard", "runs and takes calls");
                    case "unwitnessed" ->
                        bad("guard", "runs, but a witness does not cosign its ledger; see its log");
                    case "behind" ->
                        bad("guard", "runs, but an export is behind its ledger; see its log");
                    default -> bad("guard", "runs, but cannot record calls; see its log");
                  },
                  true))
          .orElseGet(() -> new Runs(well("guard", "does not run"), false));
    } catch (IOException e) {
      return new Runs(bad("guard", String.valueOf(e.getMessage())), true);
    }
  }

  private static Finding port(HostPort listen) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(listen.host(), listen.port()));
      return well("listen.mcp", listen + " is free");
    } catch (IOException e) {
      return bad(
          "listen.mcp", listen + " cannot be taken; stop what listens there, or name another");
    }
  }

  private static Finding directory(Path data) {
    String subject = "data";
    if (!Files.exists(data)) {
      return well(subject, data + " will be made by the first start");
    }
    if (!Files.isDirectory(data) || !Files.isWritable(data)) {
      return bad(subject, data + " is no directory that can be written; change its owner or mode");
    }
    try {
      String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(data));
      return mode.endsWith("------")
          ? well(subject, data + " is this user's alone")
          : bad(subject, data + " is open to others; set its mode to 0700");
    } catch (IOException e) {
      return bad(subject, data + " cannot be looked at; change its owner or mode");
    }
  }

  /** A clock that was set back makes tokens live longer than they should. */
  private Finding clock(Path data) {
    Instant now = clock.instant();
    try {
      Path written = data.resolve("guard.db");
      boolean isBack =
          Files.exists(written) && now.isBefore(Files.getLastModifiedTime(written).toInstant());
      return isBack
          ? bad("clock", now + " is before the last write to the data directory; set it")
          : well("clock", now.toString());
    } catch (IOException e) {
      return bad("clock", "nothing to compare it with can be read; change the directory's owner");
    }
  }

  private static Finding well(String subject, String says) {
    return new Finding(subject, State.WELL, says);
  }

  private static Finding bad(String subject, String says) {
    return new Finding(subject, State.BAD, says);
  }
}
