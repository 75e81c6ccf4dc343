package io.mcpguard.jose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;

/** Key sets of issuers and clients: read, or refused as what they are not. */
class VerificationKeysFuzzTest {
  @FuzzTest
  void keySets(byte[] text) {
    String jwks = new String(text, UTF_8);
    List<VerificationKeys> read = new ArrayList<>();
    try {
      read.add(VerificationKeys.parseAllowingMissingId(jwks));
      read.add(VerificationKeys.parse(jwks));
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage()).isNotBlank().doesNotContain("\n");
    }
    assertThat(read)
        .allSatisfy(keys ->
            assertThat(keys.findWithoutId())
                .hasSizeLessThanOrEqualTo(1 << 10)
                .allMatch(key -> key.getEncoded().length > 0));
  }
}
