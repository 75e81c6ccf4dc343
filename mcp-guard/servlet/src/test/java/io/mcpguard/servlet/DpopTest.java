package io.mcpguard.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.oauth.BoundTokens;
import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.DpopKey;
import io.mcpguard.testkit.ScriptedClient;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tokens that an external authorization server bound to a key (RFC 9449 §7), where they must be.
 */
class DpopTest {
  @TempDir Path data;

  private final DpopKey key = DpopKey.p256();
  private Embedding embedding;

  @BeforeEach
  void start() throws Exception {
    embedding =
        Embedding.of(new NotesServlet(), data, usual -> usual.boundTokens(BoundTokens.REQUIRED));
  }

  @AfterEach
  void stop() throws Exception {
    embedding.stop();
  }

  @Test
  void aTokenWithItsKeyReachesTheServlet() throws Exception {
    ScriptedClient client = client(key);
    client.initialize("2025-11-25");

    Answer answer = client.call("read_note", "{}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("result");
  }

  @Test
  void aTokenWithAnotherKeyIsRefused() throws Exception {
    Answer answer = client(DpopKey.p256()).request("ping", "{}");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate")).startsWith("DPoP ");
  }

  // RFC 9728 §2: "the protected resource always requires the use of DPoP-bound access tokens".
  @Test
  void aTokenThatIsBoundToNoKeyIsRefused() throws Exception {
    Answer answer =
        new ScriptedClient(embedding.endpoint)
            .withBearer(embedding.token("notes.read"))
            .request("ping", "{}");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.body()).contains("key_binding_required");
    assertThat(answer.headers().allValues("WWW-Authenticate"))
        .as("who would get another like it is not sent for one")
        .allSatisfy(
            challenge -> assertThat(challenge).startsWith("DPoP ").doesNotContain("Bearer"));
  }

  private ScriptedClient client(DpopKey by) {
    String token = embedding.token(Map.of("cnf", Map.of("jkt", key.thumbprint())));
    return new ScriptedClient(embedding.endpoint).withDpop(by, token, embedding.clock);
  }
}
