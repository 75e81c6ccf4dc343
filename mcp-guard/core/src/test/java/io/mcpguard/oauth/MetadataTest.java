package io.mcpguard.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetadataTest {
  private static final URI ISSUER = URI.create("https://guard.example");
  private static final URI FILES = URI.create("https://guard.example/mcp/files");

  // RFC 9728 §2
  @Test
  void aProtectedResourceNamesItselfAndItsIssuer() {
    var metadata =
        new ProtectedResourceMetadata(
            FILES, "files", List.of(ISSUER), Scopes.of("files.read"), BoundTokens.OPTIONAL);

    assertThat(metadata.json())
        .isEqualTo(
            "{\"authorization_servers\":[\"https://guard.example\"],"
                + "\"bearer_methods_supported\":[\"header\"],"
                + "\"dpop_signing_alg_values_supported\":[\"ES256\",\"EdDSA\",\"Ed25519\"],"
                + "\"resource\":\"https://guard.example/mcp/files\","
                + "\"resource_name\":\"files\",\"scopes_supported\":[\"files.read\"]}");
  }

  @Test
  void aProtectedResourceWithoutIssuerCannotBeWritten() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new ProtectedResourceMetadata(
                FILES, "files", List.of(), Scopes.none(), BoundTokens.OPTIONAL));
  }

  // RFC 9728 §2: "If omitted, the default value is false."
  @Test
  void onlyAResourceThatRequiresBoundTokensSaysSo() {
    var metadata =
        new ProtectedResourceMetadata(
            FILES, "files", List.of(ISSUER), Scopes.none(), BoundTokens.REQUIRED);

    assertThat(metadata.json()).contains("\"dpop_bound_access_tokens_required\":true");
  }

  // RFC 8414 §2
  @Test
  void anAuthorizationServerSaysWhatItWasTold() {
    var metadata =
        AuthorizationServerMetadata.of(ISSUER)
            .url("token_endpoint", URI.create("https://guard.example/oauth/token"))
            .list("code_challenge_methods_supported", List.of("S256"))
            .flag("authorization_response_iss_parameter_supported");

    assertThat(metadata.json())
        .isEqualTo(
            "{\"authorization_response_iss_parameter_supported\":true,"
                + "\"code_challenge_methods_supported\":[\"S256\"],"
                + "\"issuer\":\"https://guard.example\","
                + "\"token_endpoint\":\"https://guard.example/oauth/token\"}");
  }

  @Test
  void textIsEscapedAsJson() {
    var metadata =
        new ProtectedResourceMetadata(
            FILES, "a\"\\\n", List.of(ISSUER), Scopes.none(), BoundTokens.OPTIONAL);

    assertThat(metadata.json()).contains("\"resource_name\":\"a\\\"\\\\\\n\"");
  }
}
