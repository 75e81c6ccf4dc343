package io.mcpguard.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.protocol.RequestId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A cancellation that overtook its request is remembered for it, and for nothing else. */
class EarlyCancellationsTest {
  private final EarlyCancellations early = new EarlyCancellations();

  private static RequestId id(int number) {
    return new RequestId(Integer.toString(number));
  }

  @Test
  void itIsOfOneRequest() {
    early.add(id(1));

    assertThat(early.take(id(1))).isTrue();
    assertThat(early.take(id(1))).isFalse();
  }

  @Test
  void itIsOfNoOther() {
    early.add(id(1));

    assertThat(early.take(id(2))).isFalse();
    assertThat(early.take(id(1))).isTrue();
  }

  @Test
  void itIsForgottenInTime() {
    EarlyCancellations brief = new EarlyCancellations(Duration.ZERO);
    brief.add(id(1));

    assertThat(brief.take(id(1))).isFalse();
  }

  @Test
  void theLastEightAreKept() {
    for (int i = 1; i <= 9; i++) {
      early.add(id(i));
    }

    assertThat(early.take(id(1))).isFalse();
    assertThat(early.take(id(2))).isTrue();
    assertThat(early.take(id(9))).isTrue();
  }
}
