package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.ScriptedClient;
import io.mcpguard.testkit.StdioToolServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A40: a tool server that the guard launches gets what its configuration says and nothing more. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class A40ChildCredentialsTest {
  private static final String CANARY = "canary-of-the-guards-environment";
  @TempDir private static Path folder;
  private Guard guard;
  private String token;
  private ScriptedClient client;

  @BeforeAll
  void start() throws Exception {
    String configuration =
        """
        users: { alice: { may: [look] } }
        agents: { default: { ceiling: [look], max-instances: 10 } }
        upstreams:
          child:
            command: %s
            env: { GIVEN: "by the configuration" }
            allow-unconfined-child: true
        scopes:
          look: { says: "Look around", tools: ["child/*"] }
        clients: { agent: { redirect-uris: ["http://127.0.0.1/callback"] } }
        default-scope: [look]
        """
            .formatted("[\"" + String.join("\", \"", StdioToolServer.command()) + "\"]");
    guard = Guard.serving(folder, configuration, Map.of("GUARD_CANARY", CANARY));
    token = guard.login("child", "look").access();
    client = guard.client("child", token);
  }

  @AfterAll
  void stop() throws Exception {
    guard.close();
  }

  @Test
  void theChildSeesWhatTheConfigurationGivesIt() throws Exception {
    assertThat(environment()).contains("GIVEN=by the configuration");
  }

  @Test
  void theChildInheritsNothing() throws Exception {
    assertThat(environment())
        .extracting(line -> line.substring(0, line.indexOf('=')))
        .allMatch(name -> name.equals("GIVEN") || name.startsWith("MCP_GUARD_"));
  }

  @Test
  void theChildSeesNoSecretOfTheGuard() throws Exception {
    assertThat(String.join("\n", environment())).doesNotContain(CANARY, token);
  }

  @Test
  void theRequestCarriesAnAssertionAndNotTheCallersToken() throws Exception {
    String seen = client.call("seen", "{\"text\":\"x\"}").text();

    assertThat(seen)
        .contains("\"io.mcpguard/txn-token\":\"")
        .doesNotContain(token.substring(token.lastIndexOf('.') + 1));
  }

  @Test
  void whatTheChildSaysOnItsErrorOutputIsInTheGuardsLog() throws Exception {
    client.call("stderr", "{\"text\":\"a word of the child's own\"}");

    assertThat(guard.awaitSaid("a word of the child's own"))
        .contains("INFO", "child child: a word of the child's own");
  }

  private List<String> environment() throws Exception {
    return client.call("env", "{}").text().lines().toList();
  }
}
