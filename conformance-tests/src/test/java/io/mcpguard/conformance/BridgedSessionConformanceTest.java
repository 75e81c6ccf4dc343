package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.LegacyFixtureServer;
import io.mcpguard.testkit.ModernFixtureServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The official server suite for 2025-11-25 through the guard to a server that speaks 2026-07-28
 * alone: its clients are to see a server of their own revision. What cannot be bridged stands in
 * {@code bridged-session-baseline.txt}, with the reason. Many scenarios pass on any answer that has
 * the right shape, so what arrived is compared too.
 */
@NeedsNode
class BridgedSessionConformanceTest {
  /** It closes its stream in the middle of a call, which a server of 2026-07-28 does not. */
  private static final String LEGACY_ONLY = "tools/call test_reconnection";

  @Test
  void aServerWithoutSessionsLooksLikeOneThatHasThem(@TempDir Path folder) throws Exception {
    try (LegacyFixtureServer legacy = LegacyFixtureServer.start();
        ModernFixtureServer fixture = ModernFixtureServer.start();
        Guard guard =
            Guard.serving(
                folder,
                """
                users: { alice: { may: [everything] } }
                agents: { default: { ceiling: [everything], max-instances: 10 } }
                upstreams:
                  fixture: { url: "%s", assertion: txn-token, may-ask: [sampling, elicitation, roots] }
                scopes:
                  everything: { says: "Everything", tools: ["fixture/*"], resources: ["fixture/**"], prompts: ["fixture/*"] }
                clients: { agent: { redirect-uris: ["http://127.0.0.1/callback"] } }
                """
                    .formatted(fixture.url()))) {
      Requirements requirements = Requirements.OF_2025_11_25;
      OfficialSuite alone =
          OfficialSuite.against(legacy.url(), requirements, folder(folder, "alone"));
      guard.front().presenting(guard.login("fixture", "everything").access());

      OfficialSuite bridged =
          OfficialSuite.against(guard.endpoint("fixture"), requirements, folder(folder, "bridged"));

      Set<String> missed = alone.passed();
      missed.removeAll(bridged.passed());
      assertThat(missed)
          .as(guard.said())
          .isEqualTo(Baseline.read("bridged-session-baseline.txt").keySet());
      assertThat(bridged.shortcomings()).isEmpty();
      assertThat(bridged.finished().exit()).isZero();
      Set<String> due = Arrivals.kinds(legacy);
      due.remove(LEGACY_ONLY);
      assertThat(Arrivals.kinds(fixture)).isEqualTo(due);
    }
  }

  private static Path folder(Path parent, String name) throws IOException {
    return Files.createDirectory(parent.resolve(name));
  }
}
