package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.EchoToolServer;
import io.mcpguard.testkit.Received;
import io.mcpguard.testkit.ScriptedClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A3: "MCP servers MUST NOT accept or transit any other tokens" (MCP authorization, access token
 * privilege restriction). What the caller presents to the guard ends at the guard.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class A3TokenPassthroughTest {
  @TempDir private static Path folder;
  private final EchoToolServer upstream = EchoToolServer.start();
  private Guard guard;
  private String token;

  @BeforeAll
  void callWithEveryCredentialThereIs() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "0f-the-guard\n");
    String credential =
        "assertion: txn-token, credential: { header: Authorization, value: \"Bearer \\${file:"
            + secret
            + "}\" } }";
    guard =
        Guard.serving(
            folder,
            EchoGuard.configuration(upstream).replaceFirst("assertion: txn-token }", credential));
    token = guard.login("echo", "echo.use").access();
    ScriptedClient client =
        guard
            .client("echo", token)
            .withHeader("Cookie", "session=c00kie-of-the-caller")
            .withHeader("DPoP", "dp0p-of-the-caller")
            .withHeader("Proxy-Authorization", "Basic pr0xy-of-the-caller")
            .withHeader("X-Api-Key", "key-0f-the-caller");
    client.request(
        "tools/call",
        """
        {"name":"echo","arguments":{"text":"x"},"_meta":{"io.mcpguard/receipt":"meta-0f-the-caller","kept":1}}
        """);
    // An assertion that is of no open call is refused, so that nothing of it can pass.
    client.withHeader("Txn-Token", "txn-t0ken-of-the-caller").call("echo", "{\"text\":\"x\"}");
  }

  @AfterAll
  void stop() throws Exception {
    guard.close();
    upstream.close();
  }

  @Test
  void theTokenNeverReachesTheUpstream() {
    assertThat(upstream.calls()).hasSize(1);
    assertThat(everythingReceived()).doesNotContain(partsOfTheToken());
  }

  /** In what the guard asks on its own account too: what it offers, what its tools are. */
  @Test
  void eachRequestCarriesTheGuardsOwnCredential() {
    List<Received> toThisServer =
        upstream.received().stream().filter(r -> !r.headers("Authorization").isEmpty()).toList();

    assertThat(toThisServer)
        .extracting(request -> request.headers("Authorization"))
        .containsOnly(List.of("Bearer 0f-the-guard"));
    assertThat(toThisServer)
        .extracting(Received::rpcMethod)
        .contains("initialize", "tools/list", "tools/call");
  }

  @Test
  void noOtherCredentialOfTheCallerReachesTheUpstream() {
    assertThat(everythingReceived()).doesNotContain("0f-the-caller", "-of-the-caller");
  }

  @Test
  void metaThatIsNotTheGuardsOwnStays() {
    assertThat(upstream.calls().getFirst().json().at("/params/_meta/kept").asInt()).isOne();
  }

  @Test
  void theTokenIsInNoLogAndInNoFileOfTheGuard() throws Exception {
    assertThat(guard.said()).doesNotContain(partsOfTheToken());
    assertThat(filesHolding(token.substring(token.lastIndexOf('.') + 1))).isEmpty();
  }

  /** Header, claims and signature: none of them alone may show up either. */
  private List<String> partsOfTheToken() {
    return List.of(token.split("\\.", -1)).subList(1, 3);
  }

  private String everythingReceived() {
    return upstream.received().stream().map(Received::everything).collect(Collectors.joining("\n"));
  }

  private List<Path> filesHolding(String text) throws IOException {
    List<Path> holding = new ArrayList<>();
    try (Stream<Path> files = Files.walk(guard.data())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
          holding.add(file);
        }
      }
    }
    return holding;
  }
}
