package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.Browser;
import io.mcpguard.testkit.DocumentHost;
import io.mcpguard.testkit.EchoToolServer;
import io.mcpguard.testkit.LoopbackCertificate;
import io.mcpguard.testkit.ScriptedAgent;
import io.mcpguard.testkit.ScriptedAgent.TokenAnswer;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client that nobody registered: its {@code client_id} is the URL of a document about it
 * (draft-ietf-oauth-client-id-metadata-document §3).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetadataDocumentClientTest {
  @TempDir private static Path folder;
  private final EchoToolServer upstream = EchoToolServer.start();
  private DocumentHost host;
  private Guard guard;
  private Browser alice;

  @BeforeAll
  void start() throws Exception {
    LoopbackCertificate certificate = LoopbackCertificate.make(folder);
    host = DocumentHost.start(certificate);
    guard =
        Guard.serving(
            folder,
            EchoGuard.configuration(upstream),
            Map.of("JDK_JAVA_OPTIONS", String.join(" ", certificate.trustOptions())));
    guard.restart("embedded: {}", "embedded: { allow-private-metadata-hosts: [127.0.0.1] }");
  }

  @BeforeEach
  void sitDown() {
    alice = Browser.of("alice", Guard.PASSWORD);
    host.has(document(host.url("/client.json")), "max-age=60");
  }

  @AfterAll
  void stop() throws Exception {
    guard.close();
    host.close();
    upstream.close();
  }

  @Test
  void aClientWithADocumentLogsInAndCallsATool() throws Exception {
    TokenAnswer tokens =
        agent(host.url("/client.json")).login(alice, guard.endpoint("echo").toString(), "echo.use");
    Answer answer = guard.client("echo", tokens.access()).call("echo", "{\"text\":\"hello\"}");

    assertThat(answer.text()).isEqualTo("hello");
    assertThat(alice.pages().getLast().text())
        .contains("The Documented Agent")
        .contains("is described by 127.0.0.1");
  }

  @Test
  void itRefreshesItsTokens() throws Exception {
    ScriptedAgent agent = agent(host.url("/client.json"));
    TokenAnswer first = agent.login(alice, guard.endpoint("echo").toString(), "echo.use");

    TokenAnswer second = agent.refresh(first.refresh());

    assertThat(second.status()).isEqualTo(200);
    assertThat(guard.client("echo", second.access()).call("echo", "{\"text\":\"on\"}").text())
        .isEqualTo("on");
  }

  // §3: the document's client_id MUST be the URL it was fetched from.
  @Test
  void aDocumentAboutAnotherUrlMakesNobodyKnown() throws Exception {
    HttpResponse<String> page = alice.get(begun(host.url("/other.json")));

    assertThat(page.statusCode()).isEqualTo(400);
    assertThat(page.body()).contains("not known here");
  }

  /** A25: the operator allowed one host inside, and nobody chooses another. */
  @Test
  void aHostInsideThatTheOperatorDidNotNameIsNotAsked() throws Exception {
    int before = host.hits();

    HttpResponse<String> page =
        alice.get(begun(host.url("/client.json").replace("127.0.0.1", "localhost")));

    assertThat(page.statusCode()).isEqualTo(400);
    assertThat(host.hits()).isEqualTo(before);
  }

  private URI begun(String clientId) throws Exception {
    return agent(clientId).begin(guard.endpoint("echo").toString(), "echo.use").url();
  }

  private ScriptedAgent agent(String clientId) throws Exception {
    return ScriptedAgent.registered(guard.url(), clientId, Guard.REDIRECT);
  }

  private static String document(String clientId) {
    return """
    {"client_id":"%s","client_name":"The Documented Agent","redirect_uris":["%s"]}
    """
        .formatted(clientId, Guard.REDIRECT);
  }
}
