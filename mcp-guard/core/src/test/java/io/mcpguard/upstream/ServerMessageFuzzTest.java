package io.mcpguard.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

class ServerMessageFuzzTest {
  /** Whatever a tool server writes is one message in those very bytes, or breaks the protocol. */
  @FuzzTest
  void messages(byte[] json) {
    switch (ServerMessage.read(json)) {
      case ServerMessage.Answered answered -> {
        assertThat(answered.document().bytes()).isEqualTo(json);
        assertThat(answered.exchange()).isNotNull();
      }
      case ServerMessage.Asked asked -> assertThat(asked.document().bytes()).isEqualTo(json);
      case ServerMessage.Notified told -> assertThat(told.document().bytes()).isEqualTo(json);
      case ServerMessage.Broken broken -> assertThat(broken.fault()).isNotBlank();
    }
  }
}
