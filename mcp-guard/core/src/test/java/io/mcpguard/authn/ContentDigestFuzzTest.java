package io.mcpguard.authn;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mcpguard.jose.Sha256;
import java.util.Arrays;
import java.util.Base64;

class ContentDigestFuzzTest {
  private static final byte[] CALL = "{\"jsonrpc\":\"2.0\"}".getBytes(US_ASCII);

  /** What says anything never covers a body that it was not made of: least of all any body. */
  @FuzzTest
  void noTextCoversABodyThatItIsNotOf(byte[] text) {
    assertThat(ContentDigest.read(new String(text, ISO_8859_1)).stream())
        .noneMatch(read -> read.covers(CALL));
  }

  @FuzzTest
  void aDigestCoversItsBodyAndNoOther(byte[] body) {
    String text = "sha-256=:" + Base64.getEncoder().encodeToString(Sha256.of(body)) + ":";

    assertThat(ContentDigest.read(text))
        .hasValueSatisfying(read -> {
          assertThat(read.covers(body)).isTrue();
          assertThat(read.covers(Arrays.copyOf(body, body.length + 1))).isFalse();
        });
  }
}
