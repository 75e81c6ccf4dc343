package io.mcpguard.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until a test moves it. Safe for many threads. */
public final class MovableClock extends Clock {
  private final AtomicReference<Instant> now;
  private final ZoneId zone;

  private MovableClock(AtomicReference<Instant> now, ZoneId zone) {
    this.now = now;
    this.zone = zone;
  }

  /** A clock in UTC that shows this instant until it is moved. */
  public static MovableClock at(Instant start) {
    return new MovableClock(new AtomicReference<>(start), ZoneOffset.UTC);
  }

  /** As {@link #at(Instant)}, from ISO-8601 text such as {@code 2026-11-23T12:00:00Z}. */
  public static MovableClock at(String start) {
    return at(Instant.parse(start));
  }

  /** Moves the clock by this much; a negative duration moves it back. Returns the new instant. */
  public Instant move(Duration by) {
    return now.updateAndGet(instant -> instant.plus(by));
  }

  /** Sets the clock to this instant. */
  public void set(Instant to) {
    now.set(to);
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  /** The same clock, shown in another zone: moving one moves both. */
  @Override
  public Clock withZone(ZoneId other) {
    return new MovableClock(now, other);
  }

  @Override
  public String toString() {
    return "MovableClock[" + now.get() + "]";
  }
}
