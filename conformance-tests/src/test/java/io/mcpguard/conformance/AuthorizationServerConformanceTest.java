package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.Browser;
import io.mcpguard.testkit.EchoToolServer;
import io.mcpguard.testkit.Ports;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The official suite for authorization servers, with a person at a browser where it waits for one.
 */
@NeedsNode
class AuthorizationServerConformanceTest {
  private static final String PROGRAM = "@modelcontextprotocol/conformance/dist/index.js";

  @Test
  void theAuthorizationServerPassesTheOfficialSuite(@TempDir Path folder) throws Exception {
    try (EchoToolServer echo = EchoToolServer.start();
        Guard guard = Guard.serving(folder, EchoGuard.configuration(echo))) {
      int port = Ports.free();
      try (Child suite =
          Child.start(
              NodePrograms.command(
                  PROGRAM,
                  "authorization",
                  "--url",
                  guard.url().toString(),
                  "--client-id",
                  "agent",
                  "--resource",
                  guard.endpoint("echo").toString(),
                  "-p",
                  Integer.toString(port)),
              folder,
              Map.of())) {
        Browser person = Browser.of("alice", Guard.PASSWORD);
        person.get(person.visit(asked(suite)));

        Finished finished = suite.await(Duration.ofMinutes(1));

        assertThat(finished.exit()).as(finished.said() + guard.said()).isZero();
      }
    }
  }

  /** The URL the suite prints for the person. */
  private static URI asked(Child suite) throws Exception {
    return URI.create(
        Waiting.until(
            suite,
            Duration.ofMinutes(1),
            () -> suite.lines().filter(line -> line.contains("code_challenge=")).findFirst()));
  }
}
