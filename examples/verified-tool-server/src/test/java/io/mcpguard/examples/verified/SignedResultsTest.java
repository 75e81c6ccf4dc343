package io.mcpguard.examples.verified;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.assertion.KeyFile;
import io.mcpguard.assertion.VerificationKey;
import io.mcpguard.assertion.signature.RequestBinding;
import io.mcpguard.assertion.signature.ResponseMessage;
import io.mcpguard.assertion.signature.ResultVerifier;
import io.mcpguard.assertion.signature.SignatureRules;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignedResultsTest {
  private static final String WHO =
      """
      {"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"whoami","arguments":{}}}\
      """;
  private static final InstantSource CLOCK = InstantSource.fixed(SigningGuard.NOW);

  @TempDir private Path folder;
  private VerifiedToolServer server;
  private SigningGuard guard;

  @BeforeEach
  void start() throws Exception {
    guard = SigningGuard.create();
    VerificationKey key = guard.key();
    server =
        VerifiedToolServer.start(
            new ServerOptions(
                0,
                "",
                SigningGuard.DOMAIN,
                SigningGuard.ISSUER,
                id -> id.equals("k") ? Optional.of(key) : Optional.empty(),
                folder),
            CLOCK);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aResultIsSignedTogetherWithTheCallThatItAnswers() throws Exception {
    String token = guard.token(WHO, server.endpoint().toString());

    HttpResponse<byte[]> answer = post(token);

    assertThat(new String(answer.body(), UTF_8)).contains("user alice");
    assertThat(
            new ResultVerifier(
                    SignatureRules.strict(),
                    new KeyFile(folder.resolve("results.jwks"), CLOCK),
                    CLOCK)
                .verify(
                    new ResponseMessage(200, answer.headers()::allValues, answer.body()),
                    RequestBinding.of(name -> name.equals("txn-token") ? List.of(token) : List.of())
                        .orElseThrow())
                .keyId())
        .isEqualTo("results");
  }

  @Test
  void nobodyElseMayReadTheKey() throws Exception {
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("results.key"))))
        .isEqualTo("rw-------");
  }

  @Test
  void theKeyIsKept() throws Exception {
    String before = Files.readString(folder.resolve("results.jwks"));
    stop();

    start();

    assertThat(folder.resolve("results.jwks")).hasContent(before);
  }

  private HttpResponse<byte[]> post(String token) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.endpoint())
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .header("Txn-Token", token)
            .POST(BodyPublishers.ofString(WHO))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());
  }
}
