package io.mcpguard.server.config;

import io.mcpguard.ledger.CosignerKey;
import io.mcpguard.ledger.MalformedLogData;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The keys of {@code evidence}. */
final class EvidenceKeys {
  static final EvidenceSettings UNWITNESSED =
      new EvidenceSettings("", List.of(), Duration.ofMinutes(10));

  private static final String ORIGIN_FORM = "[A-Za-z0-9][A-Za-z0-9._~/:-]{0,254}";
  private static final Kind<String> ORIGIN_NAME =
      Kinds.text(
          "a name such as `guard.example/audit/acme`: letters, digits, `.`, `_`, `~`, `/`, `:`,"
              + " `-`",
          ORIGIN_FORM,
          text -> Optional.of(text).filter(name -> name.matches(ORIGIN_FORM)));
  private static final Kind<CosignerKey> COSIGNER =
      Kinds.text(
          "a witness's key as `mcp-guard witness` prints it, `name+id+key`",
          "[^ +]+\\+[0-9a-f]{8}\\+[A-Za-z0-9+/=]+",
          EvidenceKeys::key);

  private static final Key<URI> URL =
      Key.of(
          "url", Kinds.URL, "the prefix below which the witness is asked; https beyond loopback");
  private static final Key<CosignerKey> KEY =
      Key.of("key", COSIGNER, "the key that its cosignatures are checked by");
  private static final Section<EvidenceSettings.Witness> WITNESS =
      Section.of(
          "witness", List.of(URL, KEY), v -> new EvidenceSettings.Witness(v.at(URL), v.at(KEY)));

  private static final Key<String> ORIGIN =
      Key.of(
              "origin",
              ORIGIN_NAME,
              "the ledger's name in its checkpoints, one for each tenant and node; it stays once"
                  + " there is a ledger")
          .or(UNWITNESSED.origin(), "the trust domain and `/ledger`");
  private static final Key<List<EvidenceSettings.Witness>> WITNESSES =
      Key.of(
              "witnesses",
              Groups.listOf(WITNESS),
              "who cosigns the ledger's checkpoints, so that a rollback or a second history is"
                  + " found")
          .or(UNWITNESSED.witnesses(), "nobody");
  private static final Key<Duration> ALARM =
      Key.of(
              "unwitnessed-alarm",
              Kinds.DURATION_KIND,
              "how long entries may go without a cosignature before the guard says so; 10s to 7d")
          .or(UNWITNESSED.unwitnessedAlarm(), "10m");

  static final Section<EvidenceSettings> EVIDENCE =
      Section.of(
          "evidence",
          List.of(ORIGIN, WITNESSES, ALARM),
          v -> new EvidenceSettings(v.at(ORIGIN), v.at(WITNESSES), v.at(ALARM)));

  private EvidenceKeys() {}

  private static Optional<CosignerKey> key(String text) {
    try {
      return Optional.of(CosignerKey.parse(text));
    } catch (MalformedLogData e) {
      return Optional.empty();
    }
  }
}
