package io.mcpguard.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A guard that cannot start says so in one line. */
class ServeCommandTest {
  private static final String GUARD =
      """
      data: data
      listen: { mcp: "127.0.0.1:PORT", admin: "127.0.0.1:0", public-url: "http://127.0.0.1:8931" }
      users: { alice: { may: [files.read] } }
      upstreams: { files: { url: "http://127.0.0.1:9/mcp", assertion: txn-token } }
      scopes: { files.read: { says: Read, tools: ["files/read_*"] } }
      """;

  @TempDir Path directory = Path.of("");

  private record Answer(int exit, String out, String err) {}

  @Test
  void aStoreThatCannotBeReadIsSaid() throws Exception {
    storeWithoutTables();

    assertThat(serve(GUARD.replace("PORT", "0")))
        .isEqualTo(
            new Answer(
                3,
                "",
                "the guard cannot run: store: a change was not kept; free space or mend the disk,"
                    + " then try again\n"));
  }

  @Test
  void aPortThatIsTakenIsSaid() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());

      assertThat(serve(GUARD.replace("PORT", port)))
          .satisfies(answer -> assertThat(answer.exit()).isEqualTo(3))
          .satisfies(answer -> assertThat(answer.err()).hasLineCount(1).contains(port));
    }
  }

  @Test
  void aConfigurationThatIsWrongIsSaidLineByLine() throws Exception {
    assertThat(serve(GUARD.replace("PORT", "none")))
        .satisfies(answer -> assertThat(answer.exit()).isEqualTo(2))
        .satisfies(answer ->
            assertThat(answer.err()).startsWith("invalid configuration:\n  listen.mcp: "));
  }

  @Test
  void toAProgramItIsSaidInJson() throws Exception {
    assertThat(serve(GUARD.replace("PORT", "none"), "--json"))
        .satisfies(answer -> assertThat(answer.exit()).isEqualTo(2))
        .satisfies(answer -> assertThat(answer.err()).isEmpty())
        .satisfies(answer ->
            assertThat(answer.out())
                .startsWith(
                    "{\"exit\":2,\"rows\":[],\"said\":\"invalid configuration: listen.mcp: "));
  }

  @Test
  void aStartThatFailsIsSaidInJsonToAProgram() throws Exception {
    storeWithoutTables();

    assertThat(serve(GUARD.replace("PORT", "0"), "--json"))
        .satisfies(answer -> assertThat(answer.exit()).isEqualTo(3))
        .satisfies(answer ->
            assertThat(answer.out())
                .startsWith("{\"exit\":3,\"rows\":[],\"said\":\"the guard cannot run: store: "));
  }

  @Test
  void aStartIsOneLineOfJsonToAProgram() {
    Started started =
        new Started(List.of(), "of the JDK", List.of(), List.of("http://127.0.0.1:8931/mcp/files"));

    assertThat(started.text())
        .containsExactly(
            "signatures: of the JDK", "serving http://127.0.0.1:8931/mcp/files", "ready");
    assertThat(started.json())
        .isEqualTo(
            "{\"ready\":true,\"relaxations\":[],\"serving\":[\"http://127.0.0.1:8931/mcp/files\"],"
                + "\"signatures\":\"of the JDK\",\"welcome\":[]}");
  }

  private Answer serve(String guard, String... options) throws IOException {
    Path file = Files.writeString(directory.resolve("guard.yaml"), guard);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = CommandLineProgram.commands(PasswordSource.terminal());
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err, true));
    List<String> arguments = new ArrayList<>(List.of("serve", "-c", file.toString()));
    arguments.addAll(List.of(options));
    int exit = line.execute(arguments.toArray(String[]::new));
    return new Answer(exit, out.toString(), err.toString());
  }

  private void storeWithoutTables() throws IOException, SQLException {
    Path data = Files.createDirectory(directory.resolve("data"));
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("guard.db"));
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("CREATE TABLE schema_version (version INTEGER PRIMARY KEY)");
      statement.executeUpdate("INSERT INTO schema_version VALUES (2)");
    }
  }
}
