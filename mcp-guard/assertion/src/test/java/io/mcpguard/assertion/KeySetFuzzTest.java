package io.mcpguard.assertion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;

class KeySetFuzzTest {
  /**
   * A key set comes from a URL or a file: whatever it holds, it is read or refused with a remedy,
   * and a key that is found under its id verifies by one of our algorithms.
   */
  @FuzzTest
  void keySets(byte[] text) {
    String json = new String(text, UTF_8);
    List<KeySet> read = new ArrayList<>();
    try {
      read.add(KeySet.parse(json));
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageStartingWith("key set: ");
    }
    assertThat(read)
        .flatExtracting(keys -> keys.find("es").stream().toList())
        .allSatisfy(key -> assertThat(key.key().getAlgorithm()).isIn("EC", "EdDSA"));
  }
}
