package io.mcpguard.audit;

import io.mcpguard.ledger.WitnessReport;
import java.time.Duration;
import java.time.Instant;

/**
 * How one witness stands to the log: whether it has cosigned what there is, and since when it has
 * not.
 *
 * @param state where it stands
 * @param since from when on entries were there that it has not cosigned; where there are none, when
 *     it was asked last
 */
public record WitnessStanding(State state, Instant since) {
  /** Where a witness stands. */
  public enum State {
    /** It has cosigned all that is published. */
    WITNESSED,
    /** It has still to cosign some, and there is time. */
    WAITING,
    /** It has not cosigned for longer than it may take. */
    UNWITNESSED,
    /** It has seen entries that this log no longer has. */
    ROLLED_BACK,
    /** It has seen another history of this log. */
    FORKED
  }

  static WitnessStanding at(Instant start) {
    return new WitnessStanding(State.WAITING, start);
  }

  /** Whether somebody has to look. */
  public boolean isAlarming() {
    return switch (state) {
      case WITNESSED, WAITING -> false;
      case UNWITNESSED, ROLLED_BACK, FORKED -> true;
    };
  }

  /** Where it stands after an answer. */
  WitnessStanding after(WitnessReport report, Instant now, Duration most) {
    return switch (report) {
      case WitnessReport.Witnessed witnessed -> new WitnessStanding(State.WITNESSED, now);
      case WitnessReport.RolledBack back -> new WitnessStanding(State.ROLLED_BACK, began(now));
      case WitnessReport.Forked forked -> new WitnessStanding(State.FORKED, began(now));
      case WitnessReport.Unanswered none -> unanswered(now, most);
    };
  }

  /** Where it stands when it has cosigned all that is published. */
  WitnessStanding idle(Instant now) {
    return switch (state) {
      case ROLLED_BACK, FORKED -> this;
      case WITNESSED, WAITING, UNWITNESSED -> new WitnessStanding(State.WITNESSED, now);
    };
  }

  /** Where it stands when nobody asks it any more. */
  WitnessStanding givenUp() {
    return switch (state) {
      case ROLLED_BACK, FORKED -> this;
      case WITNESSED, WAITING, UNWITNESSED -> new WitnessStanding(State.UNWITNESSED, since);
    };
  }

  private WitnessStanding unanswered(Instant now, Duration most) {
    return switch (state) {
      case ROLLED_BACK, FORKED -> this;
      case WITNESSED, WAITING, UNWITNESSED -> {
        boolean late = Duration.between(since, now).compareTo(most) >= 0;
        yield new WitnessStanding(late ? State.UNWITNESSED : State.WAITING, since);
      }
    };
  }

  private Instant began(Instant now) {
    return state == State.WITNESSED ? now : since;
  }
}
