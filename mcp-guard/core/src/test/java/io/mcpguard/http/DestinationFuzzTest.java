package io.mcpguard.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** URLs and cache fields that strangers write: one reading, or none. */
class DestinationFuzzTest {
  @FuzzTest
  void aUrlThatIsTakenHasOneSpelling(byte[] text) throws UrlRefused {
    List<Destination> read = new ArrayList<>();
    try {
      read.add(Destination.of(new String(text, UTF_8)));
    } catch (UrlRefused refused) {
      assertThat(refused).hasMessageNotContaining("\n");
    }
    for (Destination destination : read) {
      assertThat(Destination.of(destination.url())).isEqualTo(destination);
      assertThat(destination.port()).isBetween(1, 65535);
    }
  }

  @FuzzTest
  void aCacheFieldSaysATimeOrNone(byte[] field) {
    CacheControl read = CacheControl.of(new String(field, UTF_8));

    assertThat(read.freshFor()).isBetween(Duration.ZERO, Duration.ofSeconds(999_999_999));
  }
}
