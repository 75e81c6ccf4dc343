package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.BrowserProgram;
import io.mcpguard.testkit.EchoToolServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code connect} as a host launches it, with a guard at the other end: contracts §4. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectProgramTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private static Path folder;
  private final EchoToolServer upstream = EchoToolServer.start();
  private Guard guard;
  private Path browser;

  @BeforeAll
  void start() throws Exception {
    guard = Guard.serving(folder, EchoGuard.configuration(upstream));
    browser = BrowserProgram.script(folder, Guard.USER, Guard.PASSWORD);
  }

  @AfterAll
  void stop() throws Exception {
    guard.close();
    upstream.close();
  }

  @Test
  void theUserLogsInOnceAndTheNextProcessGoesOnWithTheKey() throws Exception {
    Path state = folder.resolve("state");
    String first = called(state);
    String again = called(state);

    assertThat(first).isEqualTo("hi");
    assertThat(again).isEqualTo("hi");
    assertThat(log().lines().filter(line -> line.startsWith("log in at: "))).hasSize(1);
    assertThat(upstream.calls().getLast().header("Txn-Token")).isPresent();
    assertThat(modes(state)).containsOnly("rw-------");
  }

  private String called(Path state) throws Exception {
    try (StdioSession host = launch(state)) {
      JsonNode welcome = host.initialize(PATIENCE);
      assertThat(welcome.at("/result/protocolVersion").asText()).isEqualTo("2025-11-25");
      JsonNode answer =
          host.request(
              "tools/call", "{\"name\":\"echo\",\"arguments\":{\"text\":\"hi\"}}", PATIENCE);
      return answer.at("/result/content/0/text").asText();
    }
  }

  private StdioSession launch(Path state) throws Exception {
    List<String> command =
        Guard.program("connect", "--state", state.toString(), guard.endpoint("echo").toString());
    Path log = Files.createTempFile(folder, "connect", ".log");
    return StdioSession.launch(command, Map.of("BROWSER", browser.toString()), log);
  }

  private static String log() throws Exception {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().startsWith("connect")).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }

  private static List<String> modes(Path state) throws Exception {
    try (Stream<Path> files = Files.list(state)) {
      return files.map(ConnectProgramTest::mode).toList();
    }
  }

  private static String mode(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
