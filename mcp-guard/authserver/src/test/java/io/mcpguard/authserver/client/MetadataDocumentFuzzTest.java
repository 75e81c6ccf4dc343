package io.mcpguard.authserver.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mcpguard.jose.VerificationKeys;
import java.time.Instant;

class MetadataDocumentFuzzTest {
  private static final String URL = "https://agent.example/client.json";

  /** Whoever owns the URL writes anything there: a client is taken by its rules, or none is. */
  @FuzzTest
  void aStrangersDocument(byte[] body) {
    assertThat(MetadataDocument.read(URL, body, Instant.EPOCH).stream())
        .allSatisfy(client -> {
          assertThat(client.id()).isEqualTo(URL);
          assertThat(client.origin()).isEqualTo(Client.Origin.METADATA_DOCUMENT);
          assertThat(client.redirectUris())
              .hasSizeBetween(1, 20)
              .allMatch(uri -> RedirectUri.acceptable(uri).isPresent());
          assertThat(client.name()).isEqualTo(ClientName.shortened(client.name())).isNotBlank();
          assertThat(client.name().codePoints().count()).isLessThanOrEqualTo(80);
          proves(client.proof());
        });
  }

  /** §4.1: no symmetric secret; public keys can be read again at each request. */
  private static void proves(ClientProof proof) {
    switch (proof) {
      case ClientProof.None none -> assertThat(none).isNotNull();
      case ClientProof.Keys(String jwks) ->
          assertThat(VerificationKeys.parseAllowingMissingId(jwks).isEmpty()).isFalse();
      case ClientProof.Secret secret -> throw new AssertionError("a published secret was taken");
    }
  }
}
