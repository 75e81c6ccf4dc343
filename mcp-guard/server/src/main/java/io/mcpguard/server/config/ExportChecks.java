package io.mcpguard.server.config;

import io.mcpguard.server.config.ExportSettings.Target;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Checks where the evidence goes out to. */
final class ExportChecks {
  private static final Duration LEAST = Duration.ofSeconds(10);
  private static final Duration MOST = Duration.ofDays(7);
  private static final int MOST_EXPORTS = 16;

  private final Configuration c;
  private final Problems problems;
  private final Map<Target, String> taken = new HashMap<>();

  ExportChecks(Configuration configuration, Problems problems) {
    this.c = configuration;
    this.problems = problems;
  }

  void run() {
    if (c.exports().size() > MOST_EXPORTS) {
      problems.add("exports", "must be " + MOST_EXPORTS + " at most, were " + c.exports().size());
    }
    c.exports().forEach((name, export) -> one("exports." + name, export));
  }

  private void one(String key, ExportSettings export) {
    switch (export.to()) {
      case Target.StandardOutput out -> alone(key, export);
      case Target.Lines lines -> alone(key, export);
      case Target.Collector collector -> collector(key, collector, export.credential());
    }
    Duration alarm = export.behindAlarm();
    if (alarm.compareTo(LEAST) < 0 || alarm.compareTo(MOST) > 0) {
      problems.add(key + ".behind-alarm", "must be from 10s to 7d");
    }
  }

  private void collector(String key, Target.Collector collector, Credential credential) {
    OutgoingUrl.check(key + ".to", collector.url(), problems);
    if (credential.isPresent()) {
      new UpstreamChecks(c, problems).credential(key + ".credential", credential);
    }
  }

  /** Lines of two exports in one place would be nobody's. */
  private void alone(String key, ExportSettings export) {
    String before = taken.putIfAbsent(export.to(), key);
    if (before != null) {
      problems.add(key + ".to", "is where " + before + " goes; name another file");
    }
    if (export.credential().isPresent()) {
      problems.add(key + ".credential", "is for a collector; remove it");
    }
  }
}
