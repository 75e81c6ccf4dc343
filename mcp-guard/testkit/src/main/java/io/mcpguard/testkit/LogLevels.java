package io.mcpguard.testkit;

import java.util.List;

/** The severities of log messages (RFC 5424 §6.2.1), mildest first. */
final class LogLevels {
  static final List<String> ALL =
      List.of("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency");

  private LogLevels() {}

  static boolean known(String level) {
    return ALL.contains(level);
  }

  /** Whether someone who asked for one level gets a message of another. */
  static boolean covers(String asked, String level) {
    return known(asked) && ALL.indexOf(level) >= ALL.indexOf(asked);
  }
}
