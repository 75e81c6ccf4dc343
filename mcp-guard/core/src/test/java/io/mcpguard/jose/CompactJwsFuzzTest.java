package io.mcpguard.jose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Base64;

class CompactJwsFuzzTest {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

  /** RFC 7515 §7.1: what was taken spells the text again, byte for byte. */
  @FuzzTest
  void aTextThatIsTakenHasOneSpelling(byte[] utf8) {
    String text = new String(utf8, UTF_8);

    assertThat(CompactJws.parse(text).stream())
        .allSatisfy(jws -> {
          String input = new String(jws.input(), UTF_8);
          assertThat(input + "." + BASE64.encodeToString(jws.signature())).isEqualTo(text);
          assertThat(input.split("\\.", -1))
              .hasSize(2)
              .allMatch(part -> BASE64.encodeToString(DECODER.decode(part)).equals(part));
        });
  }

  /** Two JSON objects and a signature, of whatever members, are taken as they are. */
  @FuzzTest
  void anObjectIsReadAsItIs(byte[] json) {
    String text = BASE64.encodeToString(json) + ".e30.AA";

    assertThat(CompactJws.parse(text).stream())
        .allSatisfy(jws -> {
          assertThat(jws.claims().members()).isEmpty();
          assertThat(jws.signature()).containsExactly(0);
          assertThat(new String(jws.input(), UTF_8) + ".AA").isEqualTo(text);
        });
  }
}
