package io.mcpguard.assertion.fields;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.stream.Collectors;

class FieldFuzzTest {
  /** Whatever is read at all is spelled so that it reads as the same again. */
  @FuzzTest
  void dictionary(byte[] line) throws MalformedField {
    Dictionary read;
    try {
      read = Dictionary.of(List.of(new String(line, ISO_8859_1)));
    } catch (MalformedField refused) {
      return;
    }
    String spelled =
        read.members().entrySet().stream()
            .map(member -> member.getKey() + "=" + member.getValue().text())
            .collect(Collectors.joining(", "));

    assertThat(Dictionary.of(List.of(spelled))).isEqualTo(read);
  }
}
