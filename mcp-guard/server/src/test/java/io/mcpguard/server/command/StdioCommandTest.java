package io.mcpguard.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.storage.DataDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Why a host that launches the guard gets none is said on standard error alone. */
class StdioCommandTest {
  private static final String ME = ProcessHandle.current().info().user().orElseThrow();
  private static final String GUARD =
      """
      data: data
      listen: { mcp: "127.0.0.1:8931", public-url: "http://127.0.0.1:8931" }
      users: { "USER": { may: [files.read] } }
      upstreams: { files: { url: "http://127.0.0.1:9/mcp", assertion: txn-token } }
      scopes: { files.read: { says: Read, tools: ["files/read_*"] } }
      """;

  @TempDir Path directory = Path.of("");

  private record Answer(int exit, String out, String err) {}

  @Test
  void aUserWithoutEntitlementIsToldTheKey() throws Exception {
    Answer answer = stdio("somebody-else");

    assertThat(answer.exit()).isEqualTo(2);
    assertThat(answer.err()).hasLineCount(1).startsWith("users." + ME + ".may: ");
  }

  @Test
  void anUnknownServerIsToldWhichThereAre() throws Exception {
    Answer answer = stdio(ME, "--server", "mail");

    assertThat(answer.exit()).isEqualTo(2);
    assertThat(answer.err()).hasLineCount(1).contains("choose from files");
  }

  @Test
  void besideSomethingElseThatHoldsTheDataItNamesTheUrlOfAGuard() throws Exception {
    try (DataDirectory running = DataDirectory.take(directory.resolve("data"))) {
      Answer answer = stdio(ME, "--server", "files");

      assertThat(running.path()).exists();
      assertThat(answer.exit()).isEqualTo(3);
      assertThat(answer.err()).contains("http://127.0.0.1:8931/mcp/files");
    }
  }

  // "The server MUST NOT write anything to its stdout that is not a valid MCP message" (stdio).
  @Test
  void standardOutputStaysEmptyInJsonToo() throws Exception {
    Answer answer = stdio("somebody-else", "--json");

    assertThat(answer.out()).isEmpty();
    assertThat(answer.err()).startsWith("{\"exit\":2,");
  }

  @Test
  void anExportToStandardOutputIsNotForAHost() throws Exception {
    Answer answer = answered(GUARD + "exports: { out: { format: ocsf, to: stdout } }\n", ME);

    assertThat(answer.exit()).isEqualTo(2);
    assertThat(answer.err()).hasLineCount(1).startsWith("exports.out.to: ");
    assertThat(answer.out()).isEmpty();
  }

  @Test
  void aStartNamesTheUserAndTheUpstreams() {
    Launched launched =
        new Launched(List.of(), "alice", List.of("files", "mail"), Launched.By.THIS_PROCESS);

    assertThat(launched.text())
        .containsExactly("serving files, mail on standard input and output, as alice");
    assertThat(launched.json())
        .isEqualTo(
            "{\"attached\":false,\"ready\":true,\"relaxations\":[],"
                + "\"serving\":[\"files\",\"mail\"],\"user\":\"alice\"}");
  }

  @Test
  void aStartThatAttachesSaysSo() {
    Launched launched =
        new Launched(List.of(), "alice", List.of("files"), Launched.By.ONE_THAT_RUNS);

    assertThat(launched.text())
        .containsExactly(
            "serving files on standard input and output, as alice, through the guard that runs");
    assertThat(launched.json()).contains("\"attached\":true");
  }

  private Answer stdio(String user, String... options) throws IOException {
    return answered(GUARD, user, options);
  }

  private Answer answered(String guard, String user, String... options) throws IOException {
    Path file = Files.writeString(directory.resolve("guard.yaml"), guard.replace("USER", user));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        new CommandLine(new StdioCommand(Duration.ZERO))
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    String[] all = new String[options.length + 2];
    all[0] = "-c";
    all[1] = file.toString();
    System.arraycopy(options, 0, all, 2, options.length);
    int exit = command.execute(all);
    return new Answer(exit, out.toString(), err.toString());
  }
}
