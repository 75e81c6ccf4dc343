package io.mcpguard.export;

import java.time.Duration;
import java.time.Instant;

/**
 * How one export stands to the log.
 *
 * @param state where it stands
 * @param since from when on leaves were there that its sink does not have; where there are none,
 *     when that was seen last
 * @param size how many leaves its sink has
 */
public record ExportStanding(State state, Instant since, long size) {
  /** Where an export stands. */
  public enum State {
    /** Its sink has all that is published, or takes it as it comes. */
    CURRENT,
    /** Its sink did not take some, and there is time. */
    WAITING,
    /** Its sink has lacked some for longer than it may. */
    BEHIND,
    /** Nothing is brought any more until the guard starts again. */
    DEAD
  }

  static ExportStanding at(Instant start) {
    return new ExportStanding(State.CURRENT, start, 0);
  }

  /** Whether somebody has to look. */
  public boolean isAlarming() {
    return switch (state) {
      case CURRENT, WAITING -> false;
      case BEHIND, DEAD -> true;
    };
  }

  /** Its sink has all that was published, which is {@code size} leaves. */
  ExportStanding current(Instant now, long size) {
    return new ExportStanding(State.CURRENT, now, size);
  }

  /**
   * Its sink has taken some and has {@code size} leaves; as long as that is in time, it is well.
   */
  ExportStanding taking(Instant now, long size, Duration most) {
    return isLate(now, most)
        ? new ExportStanding(State.BEHIND, since, size)
        : new ExportStanding(state, since, size);
  }

  /** Its sink did not take what came; it has {@code size} leaves. */
  ExportStanding lacking(Instant now, long size, Duration most) {
    return new ExportStanding(isLate(now, most) ? State.BEHIND : State.WAITING, since, size);
  }

  /**
   * As it is at this moment: whoever brings may hang, and then says nothing of it.
   *
   * @param head how many leaves are published
   */
  ExportStanding seen(Instant now, long head, Duration most) {
    return state != State.DEAD && head > size && isLate(now, most)
        ? new ExportStanding(State.BEHIND, since, size)
        : this;
  }

  /** Nobody brings anything any more. */
  ExportStanding dead() {
    return new ExportStanding(State.DEAD, since, size);
  }

  private boolean isLate(Instant now, Duration most) {
    return Duration.between(since, now).compareTo(most) >= 0;
  }
}
