package io.mcpguard.jose;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Whatever a stranger writes, the verifier answers and never believes it. */
class JwtVerifierFuzzTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-01T12:00:00Z"));
  private static final Providers PROVIDERS = Providers.fastest(new SecureRandom());
  private static final JwtVerifier VERIFIER =
      new JwtVerifier(
          JwtRules.accessToken("https://guard.example"),
          SigningKeys.inMemory(Duration.ofMinutes(15), CLOCK, PROVIDERS),
          PROVIDERS,
          CLOCK);

  @FuzzTest(maxDuration = "30s")
  void noTextIsBelieved(byte[] text) {
    String token = new String(text, java.nio.charset.StandardCharsets.UTF_8);
    if (VERIFIER.verify(token, "https://guard.example/mcp/files") instanceof VerifiedJwt) {
      throw new AssertionError("a token nobody signed was believed");
    }
  }
}
