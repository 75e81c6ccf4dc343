package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.EchoToolServer;
import io.mcpguard.testkit.ScriptedClient;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A39: what could not be called is not listed, and calling it is like calling what is not there.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class A39ListFilteringTest {
  @TempDir private static Path folder;
  private final EchoToolServer upstream = EchoToolServer.with("echo", "more", "hidden");
  private Guard guard;
  private ScriptedClient client;

  @BeforeAll
  void start() throws Exception {
    guard = Guard.serving(folder, EchoGuard.configuration(upstream));
    client = guard.client("echo", guard.login("echo", "echo.use").access());
  }

  @AfterAll
  void stop() throws Exception {
    guard.close();
    upstream.close();
  }

  @Test
  void onlyWhatTheAgentCouldCallIsListed() throws Exception {
    JsonNode tools = client.request("tools/list", "{}").result().path("tools");

    assertThat(StreamSupport.stream(tools.spliterator(), false))
        .extracting(tool -> tool.path("name").asText())
        .containsExactly("echo");
  }

  @Test
  void aHiddenToolAnswersLikeAnUnknownOne() throws Exception {
    Answer hidden = client.call("hidden", "{}");
    Answer unknown = client.call("no-such-tool", "{}");

    assertThat(hidden.errorCode()).isEqualTo(-32602);
    assertThat(said(hidden)).isEqualTo(said(unknown));
  }

  /** All that is said but the id of the decision, which is another for each call. */
  private static JsonNode said(Answer answer) {
    ObjectNode error = answer.message().path("error").deepCopy();
    ((ObjectNode) error.path("data")).remove("decision");
    return error;
  }

  @Test
  void aToolBeyondTheAgentsCeilingAnswersLikeAnUnknownOne() throws Exception {
    assertThat(client.call("more", "{}").errorCode()).isEqualTo(-32602);
  }

  @Test
  void aHiddenToolIsNeverForwarded() throws Exception {
    client.call("hidden", "{}");
    client.call("more", "{}");

    assertThat(upstream.hits()).isZero();
  }
}
