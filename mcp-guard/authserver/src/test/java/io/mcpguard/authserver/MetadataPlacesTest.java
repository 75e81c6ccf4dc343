package io.mcpguard.authserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Metadata at every place where clients look (RFC 8414 §3, RFC 9728 §3). */
class MetadataPlacesTest {
  private House house;
  private Agent1 agent;

  @BeforeEach
  void open() throws Exception {
    house = House.open();
    agent = new Agent1(house);
  }

  @AfterEach
  void close() throws Exception {
    house.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/.well-known/oauth-authorization-server",
        "/.well-known/oauth-authorization-server/mcp/files",
        "/.well-known/openid-configuration",
        "/.well-known/openid-configuration/mcp/files",
        "/mcp/files/.well-known/openid-configuration"
      })
  void theServersMetadataIsWhereClientsLook(String path) throws Exception {
    HttpResponse<String> answer = agent.get(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    // RFC 8414 §3.3: issuer MUST be identical to the URL the document was derived from.
    assertThat(Agent1.json(answer).all())
        .containsEntry("issuer", house.issuer.toString())
        .containsEntry("authorization_endpoint", house.issuer + "/oauth/authorize")
        .containsEntry("token_endpoint", house.issuer + "/oauth/token")
        .containsEntry("registration_endpoint", house.issuer + "/oauth/register")
        .containsEntry("code_challenge_methods_supported", List.of("S256"))
        .containsEntry("response_types_supported", List.of("code"))
        .containsEntry("authorization_response_iss_parameter_supported", true)
        .containsEntry("client_id_metadata_document_supported", true);
  }

  // RFC 8414 §2: the signing algorithms "MUST be present if" private_key_jwt is among the methods.
  @ParameterizedTest
  @ValueSource(strings = {"token", "revocation", "introspection"})
  void anEndpointThatTakesSignaturesSaysWhich(String endpoint) throws Exception {
    assertThat(Agent1.json(agent.get("/.well-known/oauth-authorization-server")).all())
        .containsKey(endpoint + "_endpoint_auth_methods_supported")
        .containsEntry(
            endpoint + "_endpoint_auth_signing_alg_values_supported",
            List.of("ES256", "PS256", "RS256"));
  }

  // RFC 9728 §3.3: resource MUST be identical to the URL the client used.
  @Test
  void eachResourceNamesItselfAndItsServer() throws Exception {
    assertThat(Agent1.json(agent.get("/.well-known/oauth-protected-resource/mcp/mail")).all())
        .containsEntry("resource", house.mail().toString())
        .containsEntry("authorization_servers", List.of(house.issuer.toString()))
        .containsEntry("scopes_supported", List.of("mail.send"));
  }

  @Test
  void withoutPathTheDefaultResourceAnswers() throws Exception {
    assertThat(Agent1.json(agent.get("/.well-known/oauth-protected-resource")).text("resource"))
        .isEqualTo(house.files().toString());
  }

  @Test
  void theKeySetHoldsTheSigningKeyWithoutItsPrivatePart() throws Exception {
    assertThat(agent.get("/.well-known/jwks.json").body())
        .contains(house.tokens.activeKeyId())
        .doesNotContain("\"d\"");
  }

  @Test
  void otherPathsAreNotOurs() throws Exception {
    assertThat(agent.get("/mcp/files").statusCode()).isEqualTo(404);
  }
}
