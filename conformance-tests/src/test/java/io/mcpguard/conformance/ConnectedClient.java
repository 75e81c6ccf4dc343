package io.mcpguard.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code connect} in front of one of the suite's servers: it is the program of ours that logs in at
 * authorization servers which nobody here wrote. The suite's ask nobody anything, so its browser
 * follows redirects and no more.
 */
final class ConnectedClient {
  private final Path folder;

  /** A client that keeps what it learns in {@code folder}. */
  ConnectedClient(Path folder) {
    this.folder = folder;
  }

  /** Goes through what the server has, as far as it lets anybody in. */
  void run(Requirements revision, JsonNode given, String server) throws Exception {
    Path log = folder.resolve("connect.log");
    Map<String, String> browser = Map.of("BROWSER", browser().toString());
    try (StdioSession session = StdioSession.launch(command(given, server), browser, log)) {
      new ScenarioClient(session, revision, given).run();
    }
  }

  private List<String> command(JsonNode given, String server) {
    List<String> arguments =
        new ArrayList<>(List.of("connect", "--state", folder.resolve("state").toString()));
    if (given.has("client_id")) {
      arguments.addAll(List.of("--client-id", given.path("client_id").asText()));
    }
    arguments.add(server);
    return Guard.program(arguments.toArray(String[]::new));
  }

  private Path browser() throws IOException {
    Path script = folder.resolve("browser");
    Files.writeString(
        script,
        """
        #!/bin/sh
        '%s' -e 'fetch(process.argv[1])' "$1" > /dev/null 2>&1 < /dev/null &
        """
            .formatted(NodePrograms.node()));
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }
}
