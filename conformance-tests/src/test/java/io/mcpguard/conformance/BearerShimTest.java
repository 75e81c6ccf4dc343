package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.EchoToolServer;
import io.mcpguard.testkit.Received;
import io.mcpguard.testkit.ScriptedClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What stands between the suite and the guard must change nothing but the one header. */
class BearerShimTest {
  private final EchoToolServer behind = EchoToolServer.start();
  private BearerShim shim;
  private ScriptedClient client;

  @BeforeEach
  void start() throws Exception {
    shim = BearerShim.start();
    shim.leadTo(behind.url().getPort());
    shim.presenting("t0ken");
    client = new ScriptedClient(shim.url().resolve("/mcp"));
  }

  @AfterEach
  void stop() throws Exception {
    shim.close();
    behind.close();
  }

  @Test
  void addsTheToken() throws Exception {
    client.call("echo", "{}");

    assertThat(seen().headers("Authorization")).containsExactly("Bearer t0ken");
  }

  @Test
  void leavesATokenThatIsThere() throws Exception {
    client.withBearer("own").call("echo", "{}");

    assertThat(seen().headers("Authorization")).containsExactly("Bearer own");
  }

  @Test
  void keepsHostAndOrigin() throws Exception {
    client.withHeader("Origin", "http://evil.example.com").call("echo", "{}");

    assertThat(seen().headers("Host")).containsExactly(shim.url().getAuthority());
    assertThat(seen().headers("Origin")).containsExactly("http://evil.example.com");
  }

  @Test
  void passesAnAnswerThatStreams() throws Exception {
    behind.answeringByEvents();

    assertThat(client.call("echo", "{\"text\":\"x\"}").text()).isEqualTo("x");
  }

  private Received seen() {
    return behind.received().getLast();
  }
}
