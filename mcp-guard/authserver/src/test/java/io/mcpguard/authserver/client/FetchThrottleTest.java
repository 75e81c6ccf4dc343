package io.mcpguard.authserver.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.MovableClock;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Attack row A25: nobody sends requests to a third party through us in numbers. */
class FetchThrottleTest {
  private final FetchThrottle throttle = new FetchThrottle(MovableClock.at("2026-11-01T12:00:00Z"));

  @Test
  void manyNamesFromManyPlacesAreBoundedTogether() {
    assertThat(admitted(200, i -> "https://h" + i + ".example/a")).isEqualTo(120);
  }

  @Test
  void oneHostInManySpellingsIsOneHost() {
    assertThat(admitted(40, i -> i % 2 == 0 ? "https://h.example/a" : "https://H.Example:8443/b"))
        .isEqualTo(30);
  }

  @Test
  void aPlaceThatIsRefusedTakesNothingFromOthers() {
    long mine =
        IntStream.range(0, 1_000).filter(i -> enters("https://h.example/a", "192.0.2.1")).count();

    assertThat(mine).isEqualTo(20);
    assertThat(enters("https://h.example/a", "192.0.2.2")).isTrue();
  }

  @Test
  void eightFetchesRunAtOnce() {
    long running =
        IntStream.range(0, 10)
            .filter(i -> throttle.enter("https://h" + i + ".example/a", "192.0.2." + i))
            .count();

    assertThat(running).isEqualTo(8);
  }

  private long admitted(int attempts, java.util.function.IntFunction<String> url) {
    return IntStream.range(0, attempts).filter(i -> enters(url.apply(i), "192.0.2." + i)).count();
  }

  private boolean enters(String url, String source) {
    boolean entered = throttle.enter(url, source);
    if (entered) {
      throttle.leave();
    }
    return entered;
  }
}
