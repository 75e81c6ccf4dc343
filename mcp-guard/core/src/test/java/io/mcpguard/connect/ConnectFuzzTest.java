package io.mcpguard.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mcpguard.protocol.RequestId;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a host, a server, a browser and a file tell {@code connect}: understood, or not taken. */
class ConnectFuzzTest {
  @FuzzTest
  void hostLines(byte[] line) {
    switch (HostMessage.read(line)) {
      case HostMessage.Request request -> {
        assertThat(request.document().bytes()).isEqualTo(line);
        assertThat(request.form()).isNotNull();
      }
      case HostMessage.OneWay oneWay -> {
        assertThat(oneWay.document().bytes()).isEqualTo(line);
        assertThat(oneWay.cancelled()).isNotNull();
      }
      case HostMessage.Batch batch -> assertThat(batch.document().bytes()).isEqualTo(line);
      case HostMessage.Unreadable unreadable ->
          assertThat(HostMessage.read(unreadable.trouble().answer(unreadable.id())))
              .isInstanceOf(HostMessage.class);
    }
  }

  @FuzzTest
  void serverTexts(byte[] json) {
    assertThat(ServerText.read(json).stream())
        .allSatisfy(read -> {
          assertThat(read.document().bytes()).isEqualTo(json);
          assertThat(read.answered()).hasSizeLessThanOrEqualTo(json.length);
          assertThat(read.errorFor(RequestId.NONE).stream())
              .allSatisfy(answer -> assertThat(ServerText.read(answer)).isPresent());
        });
  }

  /** A browser comes back with any query; a parameter that stands twice says nothing. */
  @FuzzTest
  void queries(byte[] query) {
    String text = new String(query, UTF_8);
    List<Map<String, String>> read = new ArrayList<>();
    try {
      read.add(Form.read(text));
    } catch (IllegalArgumentException malformed) {
      assertThat(text).contains("%");
    }
    assertThat(read).allSatisfy(fields -> assertThat(Form.read(Form.of(fields))).isEqualTo(fields));
  }

  @FuzzTest
  void grants(byte[] file) {
    SecureRandom random = new SecureRandom();

    assertThat(GrantText.read(file, random).stream())
        .allSatisfy(grant ->
            assertThat(GrantText.read(GrantText.write(grant), random))
                .map(Grant::tokens)
                .contains(grant.tokens()));
  }
}
