package io.mcpguard.server.config;

import io.mcpguard.ledger.CosignerKey;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * How the ledger is named, and who sees that it only grows.
 *
 * @param origin the log's name in its checkpoints; empty for the trust domain's
 * @param witnesses who cosigns its checkpoints
 * @param unwitnessedAlarm how long entries may go without a cosignature
 */
public record EvidenceSettings(String origin, List<Witness> witnesses, Duration unwitnessedAlarm) {
  public EvidenceSettings {
    witnesses = List.copyOf(witnesses);
  }

  /**
   * A witness.
   *
   * @param url below which it is asked
   * @param key checks its cosignatures
   */
  public record Witness(URI url, CosignerKey key) {}

  /** Named after the trust domain, and seen by nobody. */
  public static EvidenceSettings unwitnessed() {
    return EvidenceKeys.UNWITNESSED;
  }

  /** The same with another name in the log's checkpoints. */
  public EvidenceSettings origin(String name) {
    return new EvidenceSettings(name, witnesses, unwitnessedAlarm);
  }

  /** The same with these witnesses. */
  public EvidenceSettings witnesses(Witness... named) {
    return new EvidenceSettings(origin, List.of(named), unwitnessedAlarm);
  }
}
