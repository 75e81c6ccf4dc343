package io.mcpguard.server.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.server.config.Configuration;
import io.mcpguard.server.config.ConfigurationRead;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole guard as its configuration wires it. */
class GuardServerTest {
  private static final String ALONE = "http://127.0.0.1:8931";
  private static final String BEHIND_A_PROXY = "https://guard.example";
  private static final String GUARD =
      """
      data: data
      listen: { mcp: "127.0.0.1:0", admin: "127.0.0.1:0", public-url: "PUBLIC" }
      users: { alice: { may: [files.read, mail.read, any] } }
      upstreams:
        files: { url: "http://127.0.0.1:9/mcp", assertion: txn-token }
        mail: { url: "http://127.0.0.1:9/mail", assertion: txn-token }
      authorization: { embedded: {}, default-resource: files }
      scopes:
        files.read: { says: Read, tools: ["files/read_*"] }
        mail.read: { says: Read mail, tools: ["mail/read_*"] }
        any: { says: Look, tools: ["fil*/look"] }
      allowed-origins: ["http://localhost:6274"]
      """;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir Path directory = Path.of("");

  // What is bound to loopback is reached from everywhere when a reverse proxy stands before it.
  @Test
  void behindAProxyNobodyRegisters() throws Exception {
    try (GuardServer server = started(BEHIND_A_PROXY)) {
      assertThat(register(server).statusCode()).isEqualTo(403);
      assertThat(get(server, "/.well-known/oauth-authorization-server").body())
          .doesNotContain("registration_endpoint");
    }
  }

  @Test
  void onLoopbackAloneAnAgentRegisters() throws Exception {
    try (GuardServer server = started(ALONE)) {
      assertThat(register(server).statusCode()).isEqualTo(201);
    }
  }

  @Test
  void behindAProxyNoLinkLetsTheFirstCallerIn() throws Exception {
    try (GuardServer server = started(BEHIND_A_PROXY)) {
      assertThat(server.welcome()).isEmpty();
    }
  }

  @Test
  void onLoopbackAloneALinkLetsTheOwnerIn() throws Exception {
    try (GuardServer server = started(ALONE)) {
      assertThat(server.welcome()).isPresent();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/.well-known/oauth-authorization-server",
        "/.well-known/oauth-authorization-server/mcp/files",
        "/.well-known/openid-configuration",
        "/.well-known/openid-configuration/mcp/files",
        "/mcp/files/.well-known/openid-configuration",
        "/mcp/mail/.well-known/openid-configuration",
        "/.well-known/oauth-protected-resource",
        "/.well-known/oauth-protected-resource/mcp/mail"
      })
  void metadataIsWhereClientsLook(String path) throws Exception {
    try (GuardServer server = started(ALONE)) {
      assertThat(get(server, path).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void theEndpointItselfStaysTheProtocols() throws Exception {
    try (GuardServer server = started(ALONE)) {
      assertThat(get(server, "/mcp/files").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void aPatternReachesTheUpstreamsThatItsGlobMatches() throws Exception {
    try (GuardServer server = started(ALONE)) {
      assertThat(get(server, "/.well-known/oauth-protected-resource/mcp/files").body())
          .contains("\"any\"", "files.read");
      assertThat(get(server, "/.well-known/oauth-protected-resource/mcp/mail").body())
          .doesNotContain("\"any\"", "files.read");
    }
  }

  @Test
  void aPageOfAnAllowedOriginMayRegister() throws Exception {
    try (GuardServer server = started(ALONE)) {
      assertThat(register(server, "Origin", "http://localhost:6274").statusCode()).isEqualTo(201);
    }
  }

  @Test
  void closingTwiceIsClosingOnce() throws Exception {
    GuardServer server = started(ALONE);
    server.close();
    server.close();

    started(ALONE).close();
  }

  private GuardServer started(String publicUrl) throws IOException {
    Path file =
        Files.writeString(directory.resolve("guard.yaml"), GUARD.replace("PUBLIC", publicUrl));
    GuardServer server =
        switch (Configuration.read(file)) {
          case ConfigurationRead.Read read -> GuardServer.open(read);
          case ConfigurationRead.Invalid invalid -> throw new IOException(invalid.toString());
        };
    server.start();
    return server;
  }

  private static HttpResponse<String> register(GuardServer server, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        to(server, "/oauth/register")
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"redirect_uris\":[\"http://127.0.0.1/callback\"]}"));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(GuardServer server, String path)
      throws IOException, InterruptedException {
    return HTTP.send(to(server, path).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.Builder to(GuardServer server, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .timeout(Duration.ofSeconds(20));
  }
}
