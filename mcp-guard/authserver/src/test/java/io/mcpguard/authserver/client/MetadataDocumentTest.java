package io.mcpguard.authserver.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.oauth.BoundTokens;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The rules of Client ID Metadata Documents (draft-ietf-oauth-client-id-metadata-document §3, §4).
 */
class MetadataDocumentTest {
  private static final String URL = "https://agent.example/client.json";
  private static final String GOOD =
      "{\"client_id\":\"https://agent.example/client.json\",\"client_name\":\"The Agent\","
          + "\"redirect_uris\":[\"http://127.0.0.1/cb\",\"https://agent.example/cb\"]}";

  @Test
  void aGoodDocumentDescribesAPublicClient() {
    assertThat(read(GOOD))
        .hasValueSatisfying(client -> {
          assertThat(client.id()).isEqualTo(URL);
          assertThat(client.origin()).isEqualTo(Client.Origin.METADATA_DOCUMENT);
          assertThat(client.isConfidential()).isFalse();
        });
  }

  // §4.1: client_id MUST match the URL by simple string comparison.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://agent.example/client.json/",
        "https://AGENT.example/client.json",
        "https://agent.example:443/client.json",
        "https://other.example/client.json"
      })
  void aDocumentAboutAnotherUrlIsRefused(String id) {
    assertThat(read(GOOD.replace(URL, id))).isEmpty();
  }

  // §4.1: no symmetric secrets.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"client_secret\":\"x\"",
        "\"client_secret_expires_at\":0",
        "\"token_endpoint_auth_method\":\"client_secret_basic\"",
        "\"token_endpoint_auth_method\":\"client_secret_post\"",
        "\"token_endpoint_auth_method\":\"client_secret_jwt\"",
        "\"token_endpoint_auth_method\":\"private_key_jwt\"",
        "\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks\":{\"keys\":[]}",
        "\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks\":{\"keys\":[{\"kty\":\"oct\",\"kid\":\"a\",\"k\":\"AA\"}]}",
        "\"client_name\":\"twice\"",
        "\"dpop_bound_access_tokens\":\"yes\""
      })
  void aDocumentWithASecretOrAMemberTooMuchIsRefused(String member) {
    assertThat(read(GOOD.replace("{\"client_id", "{" + member + ",\"client_id"))).isEmpty();
  }

  // RFC 9449 §5.2
  @ParameterizedTest
  @CsvSource({"'', OPTIONAL", "'\"dpop_bound_access_tokens\":true,', REQUIRED"})
  void aDocumentMaySayThatTokensAreAlwaysBound(String member, BoundTokens tokens) {
    assertThat(read(GOOD.replace("{\"client_id", "{" + member + "\"client_id")))
        .hasValueSatisfying(client -> assertThat(client.tokens()).isEqualTo(tokens));
  }

  // RFC 7517 §4.5: kid is OPTIONAL.
  @Test
  void aLoneKeyNeedsNoKeyId() {
    String key =
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
            + "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\"}";
    String member =
        "\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks\":{\"keys\":[" + key + "]},";

    assertThat(read(GOOD.replace("{\"client_id", "{" + member + "\"client_id")))
        .hasValueSatisfying(client -> assertThat(client.isConfidential()).isTrue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{}", "{\"client_id\":1}", "not json", "\ufeff{}"})
  void whatIsNoDocumentIsRefused(String body) {
    assertThat(read(body)).isEmpty();
  }

  @Test
  void oneUnsafeRedirectUriSpoilsTheDocument() {
    assertThat(read(GOOD.replace("https://agent.example/cb", "http://agent.example/cb"))).isEmpty();
  }

  @Test
  void aDocumentWithoutANameIsRefused() {
    assertThat(read(GOOD.replace("The Agent", " "))).isEmpty();
  }

  // §3: https, a path, no fragment, no user, no dot segments.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://agent.example/client.json",
        "https://agent.example",
        "https://agent.example/",
        "https://agent.example/a#b",
        "https://user@agent.example/a",
        "https://user:pass@agent.example/a",
        "https://agent.example/a/../b",
        "https://agent.example/./b",
        "https://agent.example/%2e%2E/b",
        "https:///a",
        "https://agent.example/a b",
        "agent-1"
      })
  void whatIsNoDocumentUrlIsNotFetched(String url) {
    assertThat(MetadataDocuments.isDocumentUrl(url)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://agent.example/a", "https://agent.example:8443/a/b.json?v=1"})
  void aDocumentUrlIsHttpsWithAPath(String url) {
    assertThat(MetadataDocuments.isDocumentUrl(url)).isTrue();
  }

  private static Optional<Client> read(String body) {
    return MetadataDocument.read(URL, body.getBytes(StandardCharsets.UTF_8), Instant.EPOCH);
  }
}
