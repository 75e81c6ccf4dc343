package io.mcpguard.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What was taken will fit. */
class RoomTest {
  private final Room room = new Room();

  @Test
  void roomIsTakenToTheLastByteAndNotBeyond() {
    room.give(10);

    assertThat(room.tryTake(11)).isFalse();
    assertThat(room.tryTake(10)).isTrue();
    assertThat(room.tryTake(1)).isFalse();
    assertThat(room.free()).isZero();
  }

  /** Header, checksum and length, as if no other entry shared its batch. */
  @Test
  void anEntryIsChargedWhatItTakesAlone() {
    assertThat(Room.charge(7)).isEqualTo(24 + 4 + 2 + 7);
  }
}
