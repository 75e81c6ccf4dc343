package io.mcpguard.server.proxy;

import io.mcpguard.ledger.Ledger;
import io.mcpguard.ledger.LedgerOptions;
import io.mcpguard.ledger.LogKeyFile;
import io.mcpguard.server.admin.LedgerKey;
import io.mcpguard.server.config.Configuration;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/** Opens the ledger of a data directory with its key, and hands it over to the next one. */
final class LedgerKeys {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final DataFiles files;
  private final SecureRandom random;
  private final LogKeyFile key;

  LedgerKeys(Configuration configuration, DataFiles files, SecureRandom random) {
    this.files = files;
    this.random = random;
    String said = configuration.evidence().origin();
    String origin = said.isEmpty() ? configuration.trustDomain() + "/ledger" : said;
    this.key = new LogKeyFile(files.logKey(), origin, random);
  }

  Ledger open() throws IOException {
    return Ledger.open(files.ledger(), LedgerOptions.of(key.open(files.ledger()), random));
  }

  LedgerKey of(Ledger ledger, InstantSource clock) {
    return () -> key.rotate(ledger, clock.instant(), PATIENCE).toString();
  }
}
