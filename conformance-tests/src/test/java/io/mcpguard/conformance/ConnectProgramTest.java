package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.BrowserProgram;
import io.mcpguard.testkit.DpopKey;
import io.mcpguard.testkit.EchoToolServer;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.ScriptedClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code connect} as a host launches it, with a guard at the other end (contracts §4). Access
 * tokens live so short that each request renews them first.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectProgramTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String META =
      "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
          + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

  @TempDir private static Path folder;
  private final EchoToolServer upstream = EchoToolServer.start();
  private Guard guard;
  private Path browser;
  private Path own;

  @BeforeAll
  void start() throws Exception {
    guard =
        Guard.serving(
            folder,
            """
            users: { alice: { may: [use, look, change] } }
            agents: { default: { ceiling: [use, look, change], max-instances: 20 } }
            upstreams:
              echo: { url: "%s", assertion: txn-token }
              narrow: { url: "%s", assertion: txn-token }
            scopes:
              use: { says: "Echo a text", tools: ["echo/echo"] }
              look: { says: "Look around", tools: ["narrow/look"] }
              change: { says: "Change things", tools: ["narrow/echo"] }
            default-scope: [use, look]
            tokens: { access: 30s }
            """
                .formatted(upstream.url(), upstream.url()));
    browser = BrowserProgram.script(folder, Guard.USER, Guard.PASSWORD);
  }

  @AfterAll
  void stop() throws Exception {
    guard.close();
    upstream.close();
  }

  @BeforeEach
  void beginAnew() throws Exception {
    own = Files.createTempDirectory(folder, "connect");
  }

  @AfterEach
  void nothingButMcpWasSaid() throws Exception {
    assertThat(log()).doesNotContain("Exception");
  }

  @Test
  void theUserLogsInOnceAndTheNextProcessGoesOnWithTheKey() throws Exception {
    String first = called("echo");
    String key = kept().at("/key/x").asText();

    String again = called("echo");

    assertThat(first).isEqualTo("hi");
    assertThat(again).isEqualTo("hi");
    assertThat(kept().at("/key/x").asText()).isEqualTo(key);
    assertThat(logins()).isEqualTo(1);
    assertThat(assertion().at("/rctx/agent/assurance").asText()).isEqualTo("key-bound");
  }

  @Test
  void nobodyElseMayReadWhatIsKept() throws Exception {
    var unused = called("echo");

    assertThat(modes()).hasSize(2).containsOnly("rw-------");
    assertThat(mode(state())).isEqualTo("rwx------");
  }

  @Test
  void whatIsKeptIsWorthNothingWithoutTheKey() throws Exception {
    var unused = called("echo");
    String token = kept().path("access_token").asText();

    ScriptedClient bearer = new ScriptedClient(guard.endpoint("echo")).withBearer(token);
    ScriptedClient other =
        new ScriptedClient(guard.endpoint("echo")).withDpop(DpopKey.p256(), token);

    assertThat(bearer.request("ping", "{}").status()).isEqualTo(401);
    assertThat(other.request("ping", "{}").status()).isEqualTo(401);
  }

  @Test
  void tokensAreRenewedWithoutTheUser() throws Exception {
    var first = called("echo");
    String refresh = kept().path("refresh_token").asText();

    var again = called("echo");

    assertThat(again).isEqualTo(first);
    assertThat(kept().path("refresh_token").asText()).isNotEqualTo(refresh);
    assertThat(logins()).isEqualTo(1);
  }

  @Test
  void aStatelessHostIsServedAtTheSameUrl() throws Exception {
    try (StdioSession host = launch("echo")) {
      JsonNode found = host.request("server/discover", "{" + META + "}", PATIENCE);
      JsonNode called =
          host.request(
              "tools/call",
              "{\"name\":\"echo\",\"arguments\":{\"text\":\"hi\"}," + META + "}",
              PATIENCE);

      assertThat(found.at("/result/supportedVersions").toString()).contains("2026-07-28");
      assertThat(called.at("/result/resultType").asText()).isEqualTo("complete");
      assertThat(called.at("/result/content/0/text").asText()).isEqualTo("hi");
    }
  }

  @Test
  void aCallThatNeedsMoreScopeAsksTheUserForIt() throws Exception {
    String called = called("narrow");

    assertThat(called).isEqualTo("hi");
    assertThat(kept().path("scope").asText().split(" ")).contains("look", "change");
    assertThat(logins()).isEqualTo(2);
  }

  @Test
  void theHostDoesNotNoticeThatTheGuardWasKilledAndStartedAgain() throws Exception {
    try (StdioSession host = launch("echo")) {
      var welcome = host.initialize(PATIENCE);
      String before = call(host);
      guard.kill();
      guard.startAgain();

      String after = call(host);

      assertThat(welcome.has("result")).isTrue();
      assertThat(before).isEqualTo("hi");
      assertThat(after).isEqualTo("hi");
      assertThat(logins()).isEqualTo(1);
    }
  }

  @Test
  void aStateThatOthersMayReadIsWrongUsage() throws Exception {
    Files.createDirectories(
        state(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    Files.setPosixFilePermissions(state(), PosixFilePermissions.fromString("rwxr-xr-x"));

    Finished finished = Child.run(command("echo"), folder, Map.of(), PATIENCE);

    assertThat(finished.exit()).isEqualTo(2);
    assertThat(finished.out()).isEmpty();
    assertThat(finished.err()).contains("--state: ").contains("chmod go=");
  }

  @Test
  void plainHttpBeyondThisMachineIsWrongUsage() throws Exception {
    Finished finished =
        Child.run(Guard.program("connect", "http://guard.example/mcp"), folder, Map.of(), PATIENCE);

    assertThat(finished.exit()).isEqualTo(2);
    assertThat(finished.out()).isEmpty();
    assertThat(finished.err()).contains("--allow-plain-http");
  }

  private String called(String server) throws Exception {
    try (StdioSession host = launch(server)) {
      JsonNode welcome = host.initialize(PATIENCE);
      assertThat(welcome.at("/result/protocolVersion").asText()).isEqualTo("2025-11-25");
      return call(host);
    }
  }

  private static String call(StdioSession host) throws Exception {
    JsonNode answer =
        host.request("tools/call", "{\"name\":\"echo\",\"arguments\":{\"text\":\"hi\"}}", PATIENCE);
    return answer.at("/result/content/0/text").asText(answer.toString());
  }

  private StdioSession launch(String server) throws Exception {
    Path log = Files.createTempFile(own, "said", ".log");
    return StdioSession.launch(command(server), Map.of("BROWSER", browser.toString()), log);
  }

  private List<String> command(String server) {
    return Guard.program(
        "connect", "--state", state().toString(), guard.endpoint(server).toString());
  }

  private Path state() {
    return own.resolve("state");
  }

  private long logins() throws IOException {
    return log().lines().filter(line -> line.startsWith("log in at: ")).count();
  }

  private String log() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path file : files(own)) {
      all.append(Files.isRegularFile(file) ? Files.readString(file) : "");
    }
    return all.toString();
  }

  private JsonNode kept() throws IOException {
    Path file =
        files(state()).stream()
            .filter(f -> f.toString().endsWith(".json"))
            .findFirst()
            .orElseThrow();
    return Json.read(Files.readString(file));
  }

  /** The claims of the last assertion that the tool server got, unverified. */
  private JsonNode assertion() {
    String token = upstream.calls().getLast().header("Txn-Token").orElseThrow();
    byte[] claims = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
    return Json.read(new String(claims, StandardCharsets.UTF_8));
  }

  private List<String> modes() throws IOException {
    List<String> modes = new ArrayList<>();
    for (Path file : files(state())) {
      modes.add(mode(file));
    }
    return modes;
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }
}
