package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.assertion.KeyFile;
import io.mcpguard.assertion.MemoryReplayStore;
import io.mcpguard.assertion.signature.RequestVerifier;
import io.mcpguard.assertion.signature.SignatureFilter;
import io.mcpguard.assertion.signature.SignatureRules;
import io.mcpguard.testkit.Answer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A tool server of somebody else's, on the MCP Java SDK, that serves nothing but what the guard
 * signed: sessions, streams and calls through a guard that runs as a program.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpSignatureTest {
  @TempDir private static Path folder;
  private JavaSdkServer tools;
  private Guard guard;

  @BeforeAll
  void start() throws Exception {
    InstantSource clock = InstantSource.system();
    Path keys = folder.resolve("data").resolve("assertion-jwks.json");
    RequestVerifier verifier =
        new RequestVerifier(
            SignatureRules.strict(),
            keyId -> new KeyFile(keys, clock).find(keyId),
            new MemoryReplayStore(MemoryReplayStore.USUAL_CAPACITY, clock),
            clock);
    tools = JavaSdkServer.behind(url -> new SignatureFilter(verifier, url.resolve("/")));
    guard =
        Guard.serving(
            folder,
            """
            users: { alice: { may: [tools.use] } }
            agents: { default: { ceiling: [tools.use] } }
            upstreams:
              tools:
                url: "%s"
                assertion: http-signature
                credential: { header: Authorization, value: "Bearer ${env:TOOLS_TOKEN}" }
            scopes: { tools.use: { says: "Use the tools", tools: ["tools/*"] } }
            clients: { agent: { redirect-uris: ["http://127.0.0.1/callback"] } }
            default-scope: [tools.use]
            """
                .formatted(tools.url()),
            Map.of("TOOLS_TOKEN", "of-the-guard"));
  }

  @AfterAll
  void stop() throws Exception {
    guard.close();
    tools.close();
  }

  @Test
  void aCallThroughTheGuardIsServed() throws Exception {
    String token = guard.login("tools", "tools.use").access();

    Answer answer = guard.client("tools", token).call("echo", "{\"text\":\"signed\"}");

    assertThat(answer.result().at("/content/0/text").asText()).isEqualTo("signed");
  }

  @Test
  void aCallPastTheGuardIsNot() throws Exception {
    HttpResponse<String> answer = post(tools.url());

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("no_signature");
  }

  private static HttpResponse<String> post(URI url) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .POST(
                BodyPublishers.ofString("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}"))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }
}
