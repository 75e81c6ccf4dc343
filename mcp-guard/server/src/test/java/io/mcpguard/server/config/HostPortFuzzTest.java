package io.mcpguard.server.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

class HostPortFuzzTest {
  @FuzzTest
  void whatIsTakenIsReadAgainAsItIsWritten(byte[] text) {
    assertThat(HostPort.parse(new String(text, UTF_8)).stream())
        .allSatisfy(read -> {
          assertThat(read.host()).isNotEmpty().doesNotContain("[", "]", " ");
          assertThat(read.port()).isBetween(0, 65535);
          assertThat(HostPort.parse(read.toString())).contains(read);
        });
  }
}
