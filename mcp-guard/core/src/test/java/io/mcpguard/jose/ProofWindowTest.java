package io.mcpguard.jose;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.jose.ProofWindow.Use;
import io.mcpguard.testkit.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Each proof is used once (RFC 9449 §11.1), for as long as it could be accepted. */
class ProofWindowTest {
  private final MovableClock clock = MovableClock.at("2026-11-23T12:00:00Z");
  private final Instant start = clock.instant();

  @Test
  void aProofIsUsedOnce() {
    ProofWindow window = new ProofWindow(2, 2, clock);
    window.use(proof("a", start));

    assertThat(window.use(proof("a", start))).isEqualTo(Use.REPLAYED);
  }

  @Test
  void anotherProofIsNotHindered() {
    ProofWindow window = new ProofWindow(2, 2, clock);
    window.use(proof("a", start));

    assertThat(window.use(proof("b", start))).isEqualTo(Use.FIRST);
  }

  @Test
  void aProofFromAheadIsRememberedForAsLongAsItHolds() {
    ProofWindow window = new ProofWindow(2, 2, clock);
    window.use(proof("a", start.plusSeconds(60)));
    clock.move(Duration.ofMinutes(2));

    assertThat(window.use(proof("a", start.plusSeconds(60)))).isEqualTo(Use.REPLAYED);
  }

  @Test
  void aFullWindowRefuses() {
    ProofWindow window = new ProofWindow(1, 1, clock);
    window.use(proof("a", start));

    assertThat(window.use(proof("b", start))).isEqualTo(Use.FULL);
  }

  @Test
  void oneKeyDoesNotFillItForTheOthers() {
    ProofWindow window = new ProofWindow(2, 1, clock);
    window.use(proof("a", start));

    assertThat(window.use(proof("b", start))).isEqualTo(Use.FULL);
    assertThat(window.use(new DpopProof("another key", "c", start, ""))).isEqualTo(Use.FIRST);
  }

  @Test
  void aKeyWhoseProofsHaveEndedHasRoomAgain() {
    ProofWindow window = new ProofWindow(2, 1, clock);
    window.use(proof("a", start));
    clock.move(Duration.ofSeconds(61));

    assertThat(window.use(proof("b", clock.instant()))).isEqualTo(Use.FIRST);
  }

  @Test
  void askingForRoomUsesNoneUp() {
    ProofWindow window = new ProofWindow(1, 1, clock);
    boolean before = window.hasRoomFor(proof("a", start));
    window.use(proof("a", start));

    assertThat(List.of(before, window.hasRoomFor(proof("b", start)))).containsExactly(true, false);
  }

  @Test
  void whatCanNoLongerBeAcceptedMakesRoom() {
    ProofWindow window = new ProofWindow(1, 1, clock);
    window.use(proof("a", start));
    clock.move(Duration.ofSeconds(61));

    assertThat(window.use(proof("b", clock.instant()))).isEqualTo(Use.FIRST);
  }

  @Test
  void aClientWhoseClockIsBehindIsTakenRightAfterTheStart() {
    assertThat(new ProofWindow(1, 1, clock).use(proof("a", start.minusSeconds(60))))
        .isEqualTo(Use.FIRST);
  }

  @Test
  void ofManyAtOnceOneWins() throws Exception {
    ProofWindow window = new ProofWindow(2, 2, clock);
    List<Callable<Use>> uses = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      uses.add(() -> window.use(proof("a", start)));
    }
    List<Use> came = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Use> use : threads.invokeAll(uses)) {
        came.add(use.get());
      }
    }

    assertThat(came).containsOnlyOnce(Use.FIRST).contains(Use.REPLAYED);
  }

  private static DpopProof proof(String id, Instant issuedAt) {
    return new DpopProof("thumbprint", id, issuedAt, "");
  }
}
