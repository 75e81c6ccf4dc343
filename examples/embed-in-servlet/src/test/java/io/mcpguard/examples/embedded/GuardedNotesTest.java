package io.mcpguard.examples.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.jose.JwtSigner;
import io.mcpguard.jose.Providers;
import io.mcpguard.jose.SigningKeys;
import io.mcpguard.ledger.Verification;
import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.ScriptedClient;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardedNotesTest {
  private static final URI ISSUER = URI.create("https://idp.example");
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path data;

  private final SigningKeys issuer =
      SigningKeys.inMemory(Duration.ofHours(1), InstantSource.system(), Providers.fastest(RANDOM));
  private GuardedNotes notes;

  @BeforeEach
  void start() throws Exception {
    notes = GuardedNotes.start(0, data, guard -> guard.issuer(ISSUER, issuer));
  }

  @AfterEach
  void stop() {
    notes.close();
  }

  @Test
  void aToolActsForTheUserOfTheToken() throws Exception {
    ScriptedClient alice = client("alice", "notes.read notes.write");

    alice.call("write_note", "{\"text\":\"buy milk\"}");

    assertThat(alice.call("read_note", "{}").text()).isEqualTo("alice's note: buy milk");
    assertThat(client("bob", "notes.read").call("read_note", "{}").text())
        .isEqualTo("bob's note: nothing yet");
  }

  @Test
  void whatTheTokenDoesNotCoverIsRefused() throws Exception {
    Answer refused = client("alice", "notes.read").call("write_note", "{\"text\":\"x\"}");

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.header("WWW-Authenticate")).contains("scope=\"notes.write\"");
  }

  @Test
  void aToolThatNoScopeCoversIsOutOfReach() throws Exception {
    ScriptedClient alice = client("alice", "notes.read notes.write");

    assertThat(alice.request("tools/list", "{}").body())
        .contains("read_note", "write_note")
        .doesNotContain("erase_all");
    assertThat(alice.call("erase_all", "{}").errorCode()).isEqualTo(-32602);
  }

  @Test
  void whoHasNoTokenIsToldWhereToLogIn() throws Exception {
    Answer refused = new ScriptedClient(notes.endpoint()).request("tools/list", "{}");

    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.header("WWW-Authenticate"))
        .contains("/.well-known/oauth-protected-resource/mcp");
  }

  @Test
  void theEvidenceVerifies() throws Exception {
    client("alice", "notes.read").call("read_note", "{}");

    notes.close();

    assertThat(notes.verifyEvidence()).isInstanceOf(Verification.Verified.class);
  }

  private ScriptedClient client(String user, String scope) throws Exception {
    ScriptedClient client = new ScriptedClient(notes.endpoint()).withBearer(token(user, scope));
    client.initialize("2025-11-25");
    return client;
  }

  /** As an authorization server that follows RFC 9068 would issue it. */
  private String token(String user, String scope) {
    Instant now = Instant.now();
    Map<String, Object> claims = new HashMap<>();
    claims.put("iss", ISSUER.toString());
    claims.put("aud", notes.endpoint().toString());
    claims.put("sub", user);
    claims.put("client_id", "an-agent");
    claims.put("scope", scope);
    claims.put("jti", user + scope);
    claims.put("iat", Date.from(now));
    claims.put("exp", Date.from(now.plusSeconds(300)));
    return new JwtSigner(issuer, "at+jwt").sign(claims);
  }
}
