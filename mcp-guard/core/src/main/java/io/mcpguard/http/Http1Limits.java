package io.mcpguard.http;

import java.time.Duration;

/**
 * Bounds of connections to one destination.
 *
 * @param connections open at a time, in use and idle together
 * @param turn the longest wait for one of them to be free, short against the life of an assertion
 * @param connect the longest wait for one address to accept
 * @param idle how long an unused connection is kept; a shorter {@code Keep-Alive: timeout} of the
 *     other side wins
 * @param age how long a connection is used at most, so that changed addresses are noticed
 * @param headBytes the largest head of an answer
 * @param headFields the most header fields of an answer
 */
public record Http1Limits(
    int connections,
    Duration turn,
    Duration connect,
    Duration idle,
    Duration age,
    int headBytes,
    int headFields) {

  /**
   * 256 connections, 3 s for one of them, 5 s to connect, 20 s idle, 5 min of age, heads of 16 KiB
   * and 100 fields.
   */
  public static Http1Limits standard() {
    return new Http1Limits(
        256,
        Duration.ofSeconds(3),
        Duration.ofSeconds(5),
        Duration.ofSeconds(20),
        Duration.ofMinutes(5),
        16 * 1024,
        100);
  }

  /** The same with another bound of connections. */
  public Http1Limits withConnections(int most) {
    return new Http1Limits(most, turn, connect, idle, age, headBytes, headFields);
  }

  /** The same with another wait for a connection. */
  public Http1Limits withTurn(Duration longest) {
    return new Http1Limits(connections, longest, connect, idle, age, headBytes, headFields);
  }
}
