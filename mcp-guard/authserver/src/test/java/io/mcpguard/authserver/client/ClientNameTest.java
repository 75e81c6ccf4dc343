package io.mcpguard.authserver.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientNameTest {
  @Test
  void aNameOf80CodePointsIsWhole() {
    assertThat(ClientName.shortened("\uD83D\uDE00".repeat(80))).hasSize(160);
    assertThat(ClientName.shortened("\uD83D\uDE00".repeat(81))).hasSize(160);
  }

  @Test
  void aNameThatIsCutEndsInNothingBlank() {
    assertThat(ClientName.shortened("a".repeat(79) + " b")).isEqualTo("a".repeat(79));
  }
}
