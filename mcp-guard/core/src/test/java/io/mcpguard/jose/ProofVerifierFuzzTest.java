package io.mcpguard.jose;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Whatever a stranger writes, the verifier answers and never believes it. */
class ProofVerifierFuzzTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-23T12:00:00Z"));
  private static final ProofVerifier VERIFIER =
      new ProofVerifier(
          Providers.ofJdk(new SecureRandom()), new DpopNonces(new SecureRandom(), CLOCK), CLOCK);

  @FuzzTest(maxDuration = "30s")
  void noTextIsBelieved(byte[] text) {
    ProofVerdict verdict =
        VERIFIER.verify(
            List.of(new String(text, StandardCharsets.UTF_8)),
            ProofTarget.tokenRequest("POST", "https://guard.example/oauth/token"));
    if (verdict instanceof DpopProof) {
      throw new AssertionError("a proof without a nonce of ours was believed");
    }
  }

  @FuzzTest(maxDuration = "30s")
  void aKeyThatIsReadHasAThumbprint(byte[] json) {
    try {
      if (JsonDocument.read(json, ReadRules.request()).root() instanceof JsonObject jwk) {
        ProofKey.read(jwk).ifPresent(ProofVerifierFuzzTest::use);
      }
    } catch (MalformedJson notJson) {
      // Refused before the key is looked at.
    }
  }

  private static void use(ProofKey key) {
    key.verifies(Providers.ofJdk(new SecureRandom()), new byte[1], new byte[64]);
    if (key.thumbprint().length() != 43) {
      throw new AssertionError("a key without a thumbprint of its own");
    }
  }

  @FuzzTest(maxDuration = "30s")
  void aNormalUriIsItsOwnNormalForm(byte[] text) {
    TargetUri.normal(new String(text, StandardCharsets.UTF_8))
        .ifPresent(normal -> {
          if (!TargetUri.normal(normal).filter(normal::equals).isPresent()) {
            throw new AssertionError("normalized again it is another");
          }
        });
  }
}
