package io.mcpguard.examples.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each host's file is what that host reads, and names the guard's endpoint where it must. */
class HostConfigurationTest {
  private static final Path FOLDER = Path.of(System.getProperty("basedir", "."));
  private static final String ENDPOINT = "http://127.0.0.1:8931/mcp/files";

  @ParameterizedTest
  @CsvSource({
    "claude-desktop.json, /mcpServers/files/args/2",
    "claude-code.json, /mcpServers/files/url",
    "vscode.json, /servers/files/url",
    "cursor.json, /mcpServers/files/url",
    "inspector.json, /mcpServers/files/url",
  })
  void theEndpointStandsWhereTheHostReadsIt(String file, String pointer) throws IOException {
    var document = new ObjectMapper().readTree(FOLDER.resolve(file).toFile());

    assertThat(document.at(pointer).textValue()).isEqualTo(ENDPOINT);
  }

  @ParameterizedTest
  @CsvSource({
    "claude-code.json, /mcpServers/files/type, http",
    "vscode.json, /servers/files/type, http",
    "inspector.json, /mcpServers/files/type, streamable-http",
    "claude-desktop.json, /mcpServers/files/args/1, mcp-remote@0.15.1",
  })
  void theTransportIsNamedAsTheHostNamesIt(String file, String pointer, String name)
      throws IOException {
    var document = new ObjectMapper().readTree(FOLDER.resolve(file).toFile());

    assertThat(document.at(pointer).textValue()).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "claude-desktop.json",
    "claude-code.json",
    "vscode.json",
    "cursor.json",
    "inspector.json",
  })
  void exactlyTwoLinesNameTheUpstream(String file) throws IOException {
    List<String> lines = Files.readAllLines(FOLDER.resolve(file));

    assertThat(lines).filteredOn(line -> line.contains("files")).hasSize(2);
  }

  @Test
  void aHostLaunchesTheGuardForTheUpstreamItNames() throws IOException {
    var launched = new ObjectMapper().readTree(FOLDER.resolve("launched.json").toFile());

    assertThat(launched.at("/mcpServers/files/args/0").textValue()).isEqualTo("stdio");
    assertThat(launched.at("/mcpServers/files/args/4").textValue()).isEqualTo("files");
  }

  @Test
  void aHostLaunchesAConnectionToTheGuardThatRuns() throws IOException {
    var connected = new ObjectMapper().readTree(FOLDER.resolve("connected.json").toFile());

    assertThat(connected.at("/mcpServers/files/args/0").textValue()).isEqualTo("connect");
    assertThat(connected.at("/mcpServers/files/args/1").textValue())
        .isEqualTo("http://127.0.0.1:8931/mcp/files");
  }

  @Test
  void theGuardListensWhereTheHostsCall() throws IOException {
    String guard = Files.readString(FOLDER.resolve("guard.yaml"));

    assertThat(guard).contains("public-url: http://127.0.0.1:8931 }", "\n  files:\n");
  }
}
