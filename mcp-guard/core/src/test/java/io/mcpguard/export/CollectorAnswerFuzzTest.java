package io.mcpguard.export;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;

/** Whatever a collector answers: the batch is taken, as a whole or in part, and no wait is long. */
class CollectorAnswerFuzzTest {
  @FuzzTest
  void anAnswerTakesAllOrRefusesSome(byte[] json) {
    switch (CollectorAnswer.read(json)) {
      case Delivery.TakenInPart part -> assertThat(part.events()).isPositive();
      case Delivery other -> assertThat(other).isEqualTo(new Delivery.Taken());
    }
  }

  /** One number takes nothing from the other, as many as they are. */
  @FuzzTest
  void whateverIsRefusedIsRefused(byte[] counts) {
    ByteBuffer both = ByteBuffer.wrap(Arrays.copyOf(counts, 16));
    long spans = both.getLong();
    long logs = both.getLong();
    String json =
        "{\"partialSuccess\":{\"rejectedSpans\":%d,\"rejectedLogRecords\":%d}}"
            .formatted(spans, logs);

    assertThat(CollectorAnswer.read(json.getBytes(UTF_8)) instanceof Delivery.TakenInPart)
        .isEqualTo(spans > 0 || logs > 0);
  }

  @FuzzTest
  void noWaitIsLongerThanFiveMinutes(byte[] retryAfter) {
    assertThat(CollectorAnswer.wait(new String(retryAfter, ISO_8859_1)))
        .isBetween(Duration.ZERO, Duration.ofMinutes(5));
  }
}
