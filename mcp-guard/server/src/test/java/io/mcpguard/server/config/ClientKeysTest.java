package io.mcpguard.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.jose.Providers;
import io.mcpguard.jose.SigningKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pre-registered agent that signs for itself: its public keys are a file beside the others. */
class ClientKeysTest {
  private static final String JWKS =
      SigningKeys.inMemory(
              Duration.ofMinutes(1), InstantSource.system(), Providers.ofJdk(new SecureRandom()))
          .jwks();
  private static final String CONFIGURATION =
      """
      data: ./guard-data
      users: { alice: { may: [echo.use] } }
      upstreams: { echo: { url: "http://127.0.0.1:9/mcp", assertion: txn-token } }
      scopes: { echo.use: { says: "Echo", tools: ["echo/*"] } }
      clients: { signer: { redirect-uris: ["https://signer.example/cb"], jwks: signer.jwks } }
      """;

  /** The key of RFC 7517 §A.1 without its {@code kid}. */
  private static final String NAMELESS =
      """
      {"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
      "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}\
      """;

  @TempDir Path directory = Path.of("");

  @BeforeEach
  void writeTheKeys() throws IOException {
    Files.writeString(directory.resolve("signer.jwks"), JWKS);
  }

  @Test
  void whatTheFileSaysTheBuilderCanSay() throws IOException {
    var read = (ConfigurationRead.Read) read(CONFIGURATION);

    assertThat(read.configuration().clients())
        .containsEntry("signer", ClientSettings.of("https://signer.example/cb").jwks(JWKS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no JSON",
        "{\"keys\":[]}",
        "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"a\",\"k\":\"c2VjcmV0\"}]}"
      })
  void whatIsNoSetOfPublicKeysIsRefusedAndNotEchoed(String text) throws IOException {
    Files.writeString(directory.resolve("signer.jwks"), text);

    var read = (ConfigurationRead.Invalid) read(CONFIGURATION);

    assertThat(read.problems()).extracting(Problem::key).containsExactly("clients.signer.jwks");
    assertThat(read.problems().toString()).doesNotContain("c2VjcmV0");
  }

  // RFC 7517 §4.5: kid is OPTIONAL.
  @Test
  void aLoneKeyNeedsNoKeyId() throws IOException {
    Files.writeString(directory.resolve("signer.jwks"), "{\"keys\":[" + NAMELESS + "]}");

    assertThat(read(CONFIGURATION)).isInstanceOf(ConfigurationRead.Read.class);
  }

  @Test
  void ofTwoKeysEachNeedsAKeyId() throws IOException {
    Files.writeString(
        directory.resolve("signer.jwks"),
        JWKS.replace("{\"keys\":[", "{\"keys\":[" + NAMELESS + ","));

    assertThat(((ConfigurationRead.Invalid) read(CONFIGURATION)).problems())
        .extracting(Problem::key)
        .containsExactly("clients.signer.jwks");
  }

  @Test
  void aFileThatIsNotThereIsAProblem() throws IOException {
    Files.delete(directory.resolve("signer.jwks"));

    assertThat(((ConfigurationRead.Invalid) read(CONFIGURATION)).problems())
        .extracting(Problem::key)
        .containsExactly("clients.signer.jwks");
  }

  // RFC 6749 §2.3: "The client MUST NOT use more than one authentication method in each request."
  @Test
  void aSecretBesideKeysIsRefused() throws IOException {
    var both = CONFIGURATION.replace("jwks:", "secret: \"${env:SECRET}\", jwks:");

    assertThat(((ConfigurationRead.Invalid) read(both)).problems())
        .extracting(Problem::key)
        .containsExactly("clients.signer.jwks");
  }

  private ConfigurationRead read(String text) throws IOException {
    Path file = directory.resolve("guard.yaml");
    Files.writeString(file, text);
    return ConfigurationFile.read(file, Map.of("SECRET", "z".repeat(32)));
  }
}
