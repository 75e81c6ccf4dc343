package io.mcpguard.server.proxy;

import io.mcpguard.audit.LedgerJournal;
import io.mcpguard.audit.RecoveryPoint;
import io.mcpguard.authserver.user.Passwords;
import io.mcpguard.jose.Providers;
import io.mcpguard.jose.SigningKeys;
import io.mcpguard.ledger.Ledger;
import io.mcpguard.server.admin.AdminAnswer;
import io.mcpguard.server.admin.AdminParts;
import io.mcpguard.server.admin.AdminRequest;
import io.mcpguard.server.admin.Administration;
import io.mcpguard.server.admin.LiveGuard;
import io.mcpguard.server.config.Configuration;
import io.mcpguard.storage.SqlStore;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;

/** Administration of a data directory that no guard holds; it is held for one request. */
final class StoppedGuard {
  private final Configuration configuration;
  private final DataFiles files;
  private final Clock clock;
  private final SecureRandom random;

  StoppedGuard(Configuration configuration, Clock clock, SecureRandom random) {
    this.configuration = configuration;
    this.files = new DataFiles(configuration.data());
    this.clock = clock;
    this.random = random;
  }

  /**
   * Does one thing.
   *
   * @throws IOException when a guard holds the directory after all, or something in it is damaged
   */
  AdminAnswer answer(AdminRequest request) throws IOException {
    LedgerKeys ledgerKeys = new LedgerKeys(configuration, files, random);
    try (SqlStore store = SqlStore.open(configuration.data(), clock, random);
        Ledger ledger = ledgerKeys.open()) {
      return new Administration(
              new AdminParts(
                  store,
                  new LedgerJournal(ledger, new RecoveryPoint(files.recoveryPoint())),
                  keys(),
                  ledgerKeys.of(ledger, clock),
                  new Passwords(store.users(), random),
                  new LinkedHashSet<>(configuration.upstreams().keySet()),
                  LiveGuard.stopped(store.agents(), store.grants()),
                  clock))
          .answer(request);
    }
  }

  private List<SigningKeys> keys() throws IOException {
    Providers providers = Providers.fastest(random);
    SigningKeys assertions =
        SigningKeys.open(files.assertionKeys(), OpenGuard.ASSERTION_OVERLAP, clock, providers);
    assertions.publishTo(files.assertionJwks());
    Duration overlap = OpenGuard.tokenOverlap(configuration);
    return List.of(SigningKeys.open(files.tokenKeys(), overlap, clock, providers), assertions);
  }
}
