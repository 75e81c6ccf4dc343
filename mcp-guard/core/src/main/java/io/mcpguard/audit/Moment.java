package io.mcpguard.audit;

import java.time.Instant;

/** The text of instants in leaves: as {@link Instant#toString} writes it, but in milliseconds. */
public final class Moment {
  private volatile Second latest = new Second(0, "1970-01-01T00:00:00");

  /** The text of a second changes once in thousands of records. */
  private record Second(long epoch, String text) {}

  Moment() {}

  /** As {@link #text}, for whoever needs one now and then. */
  public static String of(Instant instant) {
    return new Moment().text(instant);
  }

  /** Such as {@code 2026-11-25T22:40:28.120Z} (RFC 3339 section 5.6). */
  String text(Instant instant) {
    Second second = latest;
    if (second.epoch != instant.getEpochSecond()) {
      String whole = Instant.ofEpochSecond(instant.getEpochSecond()).toString();
      second = new Second(instant.getEpochSecond(), whole.substring(0, whole.length() - 1));
      latest = second;
    }
    int millis = instant.getNano() / 1_000_000;
    String digits = Integer.toString(1000 + millis);
    return second.text + "." + digits.substring(1) + "Z";
  }
}
