package io.mcpguard.examples.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.mcpguard.authserver.user.User;
import io.mcpguard.examples.verified.ServerOptions;
import io.mcpguard.examples.verified.VerifiedToolServer;
import io.mcpguard.server.config.Configuration;
import io.mcpguard.server.config.ConfigurationRead;
import io.mcpguard.server.proxy.GuardServer;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.Ports;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/**
 * Everything that runs in the demo: two tool servers, an attacker in front of one of them, the
 * guard, one user.
 */
final class House implements AutoCloseable {
  static final String USER = "alice";
  static final String TRUST_DOMAIN = "demo.mcp-guard";
  private static final Duration LINK_LIFE = Duration.ofHours(1);
  private static final int MOST_ATTEMPTS = 5;
  private static final long MOST_WAIT_NANOS = 60_000_000_000L;

  private final Cleanup cleanup;
  private final Path folder;
  private final GuardServer guard;
  private final Wiretap wiretap;
  private final VerifiedToolServer tools;
  private final URI publicUrl;

  private House(
      Cleanup cleanup,
      Path folder,
      GuardServer guard,
      Wiretap wiretap,
      VerifiedToolServer tools,
      URI publicUrl) {
    this.cleanup = cleanup;
    this.folder = folder;
    this.guard = guard;
    this.wiretap = wiretap;
    this.tools = tools;
    this.publicUrl = publicUrl;
  }

  /**
   * Starts all of it; what was started goes again when the rest does not start.
   *
   * <p>The guard's address is written into every configuration before the guard can bind it, so
   * somebody may take the port in between; then another is tried.
   */
  static House open() throws Exception {
    for (int attempt = 1; ; attempt++) {
      try {
        return openOnce();
      } catch (IOException fault) {
        if (attempt == MOST_ATTEMPTS || !isPortTaken(fault)) {
          throw fault;
        }
      }
    }
  }

  private static boolean isPortTaken(IOException fault) {
    return fault instanceof BindException || fault.getCause() instanceof BindException;
  }

  private static House openOnce() throws Exception {
    Cleanup cleanup = new Cleanup();
    try {
      House house = open(cleanup);
      house.awaitTools();
      return house;
    } catch (Exception fault) {
      try {
        cleanup.close();
      } catch (IOException another) {
        fault.addSuppressed(another);
      }
      throw fault;
    }
  }

  private static House open(Cleanup cleanup) throws Exception {
    Path folder = cleanup.folder("mcp-guard-demo");
    URI publicUrl = URI.create("http://127.0.0.1:" + Ports.free());
    VerifiedToolServer tools = cleanup.of(payments(publicUrl));
    Wiretap wiretap = cleanup.of(new Wiretap(tools.endpoint()));
    Path file = configuration(folder, publicUrl, wiretap.port(), tools.endpoint());
    GuardServer guard = cleanup.of(GuardServer.open(read(file)));
    guard.store().users().keep(new User(USER, "", InstantSource.system().instant()));
    guard.start();
    return new House(cleanup, folder, guard, wiretap, tools, publicUrl);
  }

  private static VerifiedToolServer payments(URI issuer) throws Exception {
    String[] options = {
      "--port",
      "0",
      "--trust-domain",
      TRUST_DOMAIN,
      "--issuer",
      issuer.toString(),
      "--keys",
      issuer + "/.well-known/jwks.json"
    };
    return VerifiedToolServer.start(ServerOptions.parse(options), InstantSource.system());
  }

  private static Path configuration(Path folder, URI publicUrl, int tap, URI payments)
      throws IOException {
    Files.writeString(folder.resolve("policy.yaml"), DemoFiles.POLICY);
    Path file = folder.resolve("guard.yaml");
    ArrayNode receipts = Json.object().putArray("command");
    ReceiptServer.command().forEach(receipts::add);
    Files.writeString(
        file,
        DemoFiles.CONFIGURATION.formatted(
            publicUrl.getPort(),
            Ports.free(),
            publicUrl,
            TRUST_DOMAIN,
            folder.resolve("data"),
            tap,
            payments,
            receipts));
    return file;
  }

  private static ConfigurationRead.Read read(Path file) {
    return switch (Configuration.read(file)) {
      case ConfigurationRead.Read read -> read;
      case ConfigurationRead.Invalid invalid ->
          throw new IllegalStateException("the demo's own configuration: " + invalid.problems());
    };
  }

  /** The guard looks at its tool servers on threads of its own; the story begins when it has. */
  private void awaitTools() throws InterruptedException, IOException {
    long end = System.nanoTime() + MOST_WAIT_NANOS;
    while (guard.guard().catalog().seen("payments").isEmpty()
        || guard.guard().catalog().seen("receipts").isEmpty()) {
      if (System.nanoTime() > end) {
        throw new IOException("the demo's tool servers did not answer within 60 s");
      }
      Thread.sleep(50);
    }
  }

  URI publicUrl() {
    return publicUrl;
  }

  /** Where alice chooses her password, once. */
  URI oneTimeLink() {
    return URI.create(guard.authorizationServer().oneTimeLink(USER, LINK_LIFE));
  }

  /** Where an agent reaches this tool server through the guard. */
  URI endpoint(String server) {
    return publicUrl.resolve("/mcp/" + server);
  }

  /** Where the payments server listens itself. */
  URI aroundTheGuard() {
    return tools.endpoint();
  }

  /** What a verifying child is told, as the guard tells it. */
  Map<String, String> verifierEnvironment() {
    return Map.of(
        "MCP_GUARD_SERVER",
        "urn:mcp-guard:" + TRUST_DOMAIN + ":receipts",
        "MCP_GUARD_TRUST_DOMAIN",
        TRUST_DOMAIN,
        "MCP_GUARD_ISSUER",
        publicUrl.toString(),
        "MCP_GUARD_JWKS_FILE",
        folder.resolve("data/assertion-jwks.json").toString());
  }

  Wiretap wiretap() {
    return wiretap;
  }

  GuardServer guard() {
    return guard;
  }

  Path folder() {
    return folder;
  }

  @Override
  public void close() throws IOException {
    cleanup.close();
  }
}
