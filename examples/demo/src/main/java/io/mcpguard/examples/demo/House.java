package io.mcpguard.examples.demo;

import io.mcpguard.authserver.user.User;
import io.mcpguard.examples.verified.ServerOptions;
import io.mcpguard.examples.verified.VerifiedToolServer;
import io.mcpguard.server.config.Configuration;
import io.mcpguard.server.config.ConfigurationRead;
import io.mcpguard.server.proxy.GuardServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Everything that runs in the demo: a tool server, an attacker in front of it, the guard, one user.
 */
final class House implements AutoCloseable {
  static final String USER = "alice";
  static final String PASSWORD = "correct horse battery staple";
  static final String TRUST_DOMAIN = "demo.mcp-guard";

  private final Path folder;
  private final GuardServer guard;
  private final Wiretap wiretap;
  private final VerifiedToolServer tools;
  private final URI publicUrl;

  private House(
      Path folder, GuardServer guard, Wiretap wiretap, VerifiedToolServer tools, URI publicUrl) {
    this.folder = folder;
    this.guard = guard;
    this.wiretap = wiretap;
    this.tools = tools;
    this.publicUrl = publicUrl;
  }

  static House open() throws Exception {
    Path folder = Files.createTempDirectory("mcp-guard-demo");
    int mcp = freePort();
    int toolPort = freePort();
    int tapPort = freePort();
    URI publicUrl = URI.create("http://127.0.0.1:" + mcp);
    URI server = URI.create("http://127.0.0.1:" + toolPort + "/mcp");
    Files.writeString(folder.resolve("policy.yaml"), DemoFiles.POLICY);
    Path file = folder.resolve("guard.yaml");
    Files.writeString(
        file,
        DemoFiles.CONFIGURATION.formatted(
            mcp, freePort(), publicUrl, TRUST_DOMAIN, folder.resolve("data"), tapPort, server));
    VerifiedToolServer tools =
        VerifiedToolServer.start(
            ServerOptions.parse(
                new String[] {
                  "--port",
                  Integer.toString(toolPort),
                  "--trust-domain",
                  TRUST_DOMAIN,
                  "--issuer",
                  publicUrl.toString(),
                  "--keys",
                  publicUrl + "/.well-known/jwks.json"
                }),
            InstantSource.system());
    Wiretap wiretap = new Wiretap(tapPort, tools.endpoint());
    GuardServer guard = GuardServer.open(read(file));
    String hash = guard.authorizationServer().passwords().hash(PASSWORD);
    guard.store().users().keep(new User(USER, hash, InstantSource.system().instant()));
    guard.start();
    House house = new House(folder, guard, wiretap, tools, publicUrl);
    house.awaitTools();
    return house;
  }

  private static ConfigurationRead.Read read(Path file) {
    return switch (Configuration.read(file)) {
      case ConfigurationRead.Read read -> read;
      case ConfigurationRead.Invalid invalid ->
          throw new IllegalStateException("the demo's own configuration: " + invalid.problems());
    };
  }

  /** The guard looks at the tool server on a thread of its own; the story begins when it has. */
  private void awaitTools() throws InterruptedException {
    long end = System.nanoTime() + 20_000_000_000L;
    while (guard.guard().catalog().seen("payments").isEmpty() && System.nanoTime() < end) {
      Thread.sleep(50);
    }
  }

  URI publicUrl() {
    return publicUrl;
  }

  URI endpoint() {
    return publicUrl.resolve("/mcp/payments");
  }

  URI toolServer() {
    return tools.endpoint();
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

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException {
    guard.close();
    wiretap.close();
    tools.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
