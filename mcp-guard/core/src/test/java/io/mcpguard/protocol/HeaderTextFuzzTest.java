package io.mcpguard.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Whatever a header says, it has one text or none, and no two texts have the same header. */
class HeaderTextFuzzTest {

  @FuzzTest(maxDuration = "30s")
  void whatIsEncodedIsVisibleAsciiAndComesBack(byte[] utf8) {
    String text = new String(utf8, StandardCharsets.UTF_8);

    String header = HeaderText.encode(text);

    assertThat(header.chars().allMatch(c -> (c >= ' ' && c < 127) || c == '\t')).isTrue();
    assertThat(header).isEqualTo(header.strip());
    assertThat(HeaderText.decode(header)).contains(text);
  }

  @FuzzTest(maxDuration = "30s")
  void aValueMeansItselfOrWhatEncodesToIt(byte[] latin1) {
    String header = new String(latin1, StandardCharsets.ISO_8859_1);

    HeaderText.decode(header)
        .ifPresent(text -> assertThat(HeaderText.decode(HeaderText.encode(text))).contains(text));
  }
}
