package io.mcpguard.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is equal is found by what it equals, and what differs lies elsewhere. */
class EqualValuesTest {
  private static VerifierKey key(String text) throws MalformedLogData {
    return VerifierKey.parse(text);
  }

  private static Hash hash(int n) {
    return Hash.of(new TreeHasher().leaf(Logs.entry(n)));
  }

  private static Stream<Arguments> values() throws Exception {
    String one = Logs.SIGNER.verifier().toString();
    String two = NoteSigner.generate("guard.example/audit", Logs.RANDOM).verifier().toString();
    return Stream.of(
        Arguments.of(hash(1), hash(1), hash(2)),
        Arguments.of(key(one), key(one), key(two)),
        Arguments.of(
            new LedgerEntry(1, Logs.entry(1)),
            new LedgerEntry(1, Logs.entry(1)),
            new LedgerEntry(2, Logs.entry(1))));
  }

  @ParameterizedTest
  @MethodSource("values")
  void equalOnesHaveOneHashCodeAndOthersAnother(Object one, Object same, Object other) {
    assertThat(one).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo(other);
    assertThat(one.hashCode()).isNotEqualTo(other.hashCode());
  }

  /** Its bytes may be private. */
  @Test
  void anEntryIsPrintedWithoutItsBytes() {
    assertThat(new LedgerEntry(7, Logs.entry(1))).hasToString("LedgerEntry[7]");
  }
}
