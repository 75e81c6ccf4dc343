package io.mcpguard.server.config;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks who is to witness the ledger, and in what time. */
final class EvidenceChecks {
  private static final Duration LEAST = Duration.ofSeconds(10);
  private static final Duration MOST = Duration.ofDays(7);

  private final EvidenceSettings evidence;
  private final Problems problems;

  EvidenceChecks(EvidenceSettings evidence, Problems problems) {
    this.evidence = evidence;
    this.problems = problems;
  }

  void run() {
    List<EvidenceSettings.Witness> witnesses = evidence.witnesses();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < witnesses.size(); i++) {
      String key = "evidence.witnesses[" + i + "]";
      OutgoingUrl.check(key + ".url", witnesses.get(i).url(), problems);
      if (!names.add(witnesses.get(i).key().name())) {
        problems.add(key + ".key", "is of a witness that was named before; remove one of them");
      }
    }
    Duration alarm = evidence.unwitnessedAlarm();
    if (alarm.compareTo(LEAST) < 0 || alarm.compareTo(MOST) > 0) {
      problems.add("evidence.unwitnessed-alarm", "must be from 10s to 7d");
    }
    if (witnesses.isEmpty() && !alarm.equals(EvidenceKeys.UNWITNESSED.unwitnessedAlarm())) {
      problems.add("evidence.unwitnessed-alarm", "is unused; name witnesses, or remove it");
    }
  }
}
