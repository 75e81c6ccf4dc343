package io.mcpguard.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.authn.LocalUser;
import io.mcpguard.server.config.Configuration;
import io.mcpguard.server.config.ConfigurationRead;
import io.mcpguard.server.proxy.StdioGuard;
import io.mcpguard.testkit.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * The guard as a client of servers that are told one by one. The suite starts a command for each of
 * its servers, all at once; the command tells the server's address on a socket and waits. Here each
 * gets a guard on pipes with that server as its only upstream, and a client that goes through what
 * the server has; a few at a time, and one that measures times by itself.
 */
final class GuardedClients implements AutoCloseable {
  private static final LocalUser USER = new LocalUser("alice");
  private static final int PLACES = 4;

  /** It measures how long its client waits. */
  private static final String TIMED = "sse-retry";

  /** The guard logs in nowhere; {@code connect} does. */
  private static final String LOGIN = "auth/";

  private final ServerSocket socket;
  private final Path folder;
  private final Semaphore places = new Semaphore(PLACES, true);
  private final Map<String, String> faults = new ConcurrentHashMap<>();

  private GuardedClients(ServerSocket socket, Path folder) {
    this.socket = socket;
    this.folder = folder;
  }

  /** Waits for servers to be told. */
  static GuardedClients start(Path folder) throws IOException {
    GuardedClients clients =
        new GuardedClients(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), folder);
    Files.writeString(clients.script(), clients.told());
    Thread.startVirtualThread(clients::accept);
    return clients;
  }

  /** Tells the address that is added to it, and ends as the client does. */
  String command() {
    return "bash " + script();
  }

  /** By scenario, what went wrong on the client's side of the guard. */
  Map<String, String> faults() {
    return Map.copyOf(faults);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private Path script() {
    return folder.resolve("tell.sh");
  }

  private String told() {
    return """
    exec 3<>/dev/tcp/127.0.0.1/%d
    printf '%%s\\n' "$MCP_CONFORMANCE_SCENARIO" "$MCP_CONFORMANCE_PROTOCOL_VERSION" \
      "${MCP_CONFORMANCE_CONTEXT:-null}" "$1" >&3
    fault=$(cat <&3)
    [ -z "$fault" ] || { echo "$fault" >&2; exit 1; }
    """
        .formatted(socket.getLocalPort());
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket one = socket.accept();
        Thread.startVirtualThread(() -> serve(one));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket one) {
    try (one;
        BufferedReader told =
            new BufferedReader(
                new InputStreamReader(one.getInputStream(), StandardCharsets.UTF_8));
        PrintStream answer = new PrintStream(one.getOutputStream(), true, StandardCharsets.UTF_8)) {
      String scenario = told.readLine();
      Requirements revision = Requirements.of(told.readLine());
      JsonNode given = Json.read(told.readLine());
      String server = told.readLine();
      int taken = scenario.equals(TIMED) ? PLACES : 1;
      places.acquire(taken);
      try {
        go(scenario, revision, given, server);
      } catch (Exception e) {
        // Whoever must not be let in says that it was not.
        if (!scenario.startsWith(LOGIN)) {
          faults.put(scenario, String.valueOf(e.getMessage()));
        }
        answer.println(e.getMessage());
      } finally {
        places.release(taken);
      }
    } catch (IOException gone) {
      faults.put("the suite", "went away: " + gone.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void go(String scenario, Requirements revision, JsonNode given, String server)
      throws Exception {
    Path own = Files.createDirectories(folder.resolve(scenario.replace('/', '-')));
    if (scenario.startsWith(LOGIN)) {
      new ConnectedClient(own).run(revision, given, server);
      return;
    }
    Pipe in = Pipe.open();
    Pipe out = Pipe.open();
    try (StdioGuard guard = StdioGuard.open(configured(own, server), USER, "suite")) {
      Thread serving = Thread.startVirtualThread(() -> serve(guard, in, out));
      try (StdioSession session =
          StdioSession.on(
              Channels.newInputStream(out.source()),
              Channels.newOutputStream(in.sink()),
              own.resolve("guard.yaml"),
              ScenarioClient::accepted)) {
        new ScenarioClient(session, revision, given).run();
      }
      serving.join();
    }
  }

  private static void serve(StdioGuard guard, Pipe in, Pipe out) {
    try {
      guard.serve(Channels.newInputStream(in.source()), Channels.newOutputStream(out.sink()));
      out.sink().close();
    } catch (IOException gone) {
      // The client's side says what it misses.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ConfigurationRead.Read configured(Path folder, String server) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("guard.yaml"),
            """
            listen: { mcp: "127.0.0.1:8931", public-url: "http://127.0.0.1:8931" }
            trust-domain: test.mcp-guard
            data: "%s"
            users: { alice: { may: [all] } }
            agents: { default: { ceiling: [all], max-instances: 10 } }
            upstreams: { suite: { url: "%s", assertion: txn-token, may-ask: [elicitation, sampling, roots] } }
            scopes: { all: { says: Everything, tools: ["suite/*"], resources: ["suite/**"], prompts: ["suite/*"] } }
            """
                .formatted(folder.resolve("data"), server));
    return switch (Configuration.read(file)) {
      case ConfigurationRead.Read read -> read;
      case ConfigurationRead.Invalid invalid ->
          throw new IOException("the configuration is wrong: " + invalid.problems());
    };
  }
}
