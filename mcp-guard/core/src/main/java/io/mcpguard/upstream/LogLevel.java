package io.mcpguard.upstream;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The severities of RFC 5424 that MCP's log messages have, the most talkative first. */
public enum LogLevel {
  DEBUG,
  INFO,
  NOTICE,
  WARNING,
  ERROR,
  CRITICAL,
  ALERT,
  EMERGENCY;

  /** The level of this name on the wire, if it is one. */
  public static Optional<LogLevel> of(String wire) {
    return Arrays.stream(values()).filter(level -> level.wire().equals(wire)).findFirst();
  }

  /** The level's name on the wire. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
