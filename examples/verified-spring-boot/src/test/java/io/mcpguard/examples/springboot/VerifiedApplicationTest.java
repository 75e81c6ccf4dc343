package io.mcpguard.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.assertion.AssertionRejected.Reason;
import io.mcpguard.assertion.Verdict;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerifiedApplicationTest {
  private static final String GREET =
      """
      {"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"greet","arguments":{}}}\
      """;

  private final HttpClient http = HttpClient.newHttpClient();
  private KeyServer guard;
  private ConfigurableApplicationContext application;

  @BeforeAll
  void start() throws Exception {
    guard = KeyServer.start();
    application =
        SpringApplication.run(
            VerifiedApplication.class,
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--mcp-guard.issuer=" + KeyServer.ISSUER,
            "--mcp-guard.trust-domain=" + KeyServer.DOMAIN,
            "--mcp-guard.server=" + KeyServer.SERVER,
            "--mcp-guard.keys=" + guard.keys());
  }

  @AfterAll
  void stop() {
    application.close();
    guard.close();
  }

  @Test
  void anAssertedCallActsForTheUserOfTheAssertion() throws Exception {
    HttpResponse<String> answer = post(GREET, guard.token(GREET, Instant.now()));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("hello, alice");
  }

  @Test
  void anAlteredCallIsRefusedAndCounted() throws Exception {
    String altered = GREET.replace("{}", "{\"loud\":true}");
    HttpResponse<String> answer = post(altered, guard.token(GREET, Instant.now()));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("params_altered");
    assertThat(
            application.getBean(VerdictCounts.class).of(new Verdict.Refused(Reason.PARAMS_ALTERED)))
        .isEqualTo(1);
  }

  private HttpResponse<String> post(String body, String token) throws Exception {
    WebServerApplicationContext web = (WebServerApplicationContext) application;
    int port = Objects.requireNonNull(web.getWebServer()).getPort();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/mcp"))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .header("Txn-Token", token)
            .POST(BodyPublishers.ofString(body))
            .build();
    return http.send(request, BodyHandlers.ofString());
  }
}
