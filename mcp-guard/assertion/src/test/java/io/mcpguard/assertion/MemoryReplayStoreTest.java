package io.mcpguard.assertion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpguard.assertion.ReplayStore.Claim;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class MemoryReplayStoreTest {
  private static final Instant NOW = Fixture.NOW.plusMillis(700);
  private static final Instant END = NOW.plusSeconds(35);

  private final MemoryReplayStore store = new MemoryReplayStore(2, InstantSource.fixed(NOW));

  @Test
  void anUnseenTransactionIsFirst() {
    assertThat(store.claim("a", NOW, END, NOW)).isEqualTo(Claim.FIRST);
  }

  @Test
  void aSeenTransactionIsSeen() {
    store.claim("a", NOW, END, NOW);

    assertThat(store.claim("a", NOW, END, NOW)).isEqualTo(Claim.SEEN);
  }

  @Test
  void aFullStoreRefuses() {
    store.claim("a", NOW, END, NOW);
    store.claim("b", NOW, END, NOW);

    assertThat(store.claim("c", NOW, END, NOW)).isEqualTo(Claim.FULL);
  }

  @Test
  void aFullStoreStillKnowsWhatItSaw() {
    store.claim("a", NOW, END, NOW);
    store.claim("b", NOW, END, NOW);

    assertThat(store.claim("a", NOW, END, NOW)).isEqualTo(Claim.SEEN);
  }

  @Test
  void theEndMakesRoom() {
    store.claim("a", NOW, END, NOW);
    store.claim("b", NOW, END, NOW);

    assertThat(store.claim("c", NOW, END.plusSeconds(35), END)).isEqualTo(Claim.FIRST);
  }

  @Test
  void rightBeforeTheEndThereIsNoRoom() {
    store.claim("a", NOW, END, NOW);
    store.claim("b", NOW, END, NOW);

    assertThat(store.claim("c", NOW, END, END.minusNanos(1))).isEqualTo(Claim.FULL);
  }

  @Test
  void atItsEndATransactionMayNoLongerBeUsed() {
    assertThat(store.claim("a", NOW, END, END)).isEqualTo(Claim.EXPIRED);
  }

  // A verifier reads the clock, and then parses: by the time it asks, others may be further on.
  @Test
  void whatMayHaveBeenForgottenMeanwhileMayNotBeUsedAgain() {
    store.claim("a", NOW, END, NOW);
    store.claim("b", NOW, END.plusSeconds(1), END);

    assertThat(store.claim("a", NOW, END, END.minusNanos(1))).isEqualTo(Claim.EXPIRED);
  }

  @Test
  void whatWasIssuedInTheSecondOfStartIsTaken() {
    assertThat(store.claim("a", Fixture.NOW, END, NOW)).isEqualTo(Claim.FIRST);
  }

  @Test
  void whatWasIssuedBeforeTheSecondOfStartIsRefused() {
    assertThat(store.claim("a", Fixture.NOW.minusSeconds(1), END, NOW))
        .isEqualTo(Claim.BEFORE_START);
  }

  @Test
  void aStoreWithoutRoomIsAMistake() {
    InstantSource clock = InstantSource.fixed(NOW);

    assertThatThrownBy(() -> new MemoryReplayStore(0, clock))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
