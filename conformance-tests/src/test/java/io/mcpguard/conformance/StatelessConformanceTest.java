package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.LegacyFixtureServer;
import io.mcpguard.testkit.ModernFixtureServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official server suite for 2026-07-28, without and with the guard in front of the server. */
@NeedsNode
class StatelessConformanceTest {
  private static final String CONFIGURATION =
      """
      users: { alice: { may: [everything] } }
      agents: { default: { ceiling: [everything], max-instances: 10 } }
      upstreams:
        fixture: { url: "%s", assertion: txn-token, may-ask: [sampling, elicitation, roots] }
      scopes:
        everything: { says: "Everything", tools: ["fixture/*"], resources: ["fixture/**"], prompts: ["fixture/*"] }
      clients: { agent: { redirect-uris: ["http://127.0.0.1/callback"] } }
      """;

  @Test
  void theGuardGivesCheckByCheckWhatTheServerGivesAlone(@TempDir Path folder) throws Exception {
    try (ModernFixtureServer fixture = ModernFixtureServer.start()) {
      OfficialSuite alone =
          OfficialSuite.against(fixture.url(), Requirements.OF_2026_07_28, folder(folder, "alone"));
      Set<String> arrivedAlone = Arrivals.kinds(fixture);
      fixture.forget();
      try (Guard guard = Guard.serving(folder, CONFIGURATION.formatted(fixture.url()))) {
        guard.front().presenting(guard.login("fixture", "everything").access());

        OfficialSuite guarded =
            OfficialSuite.against(
                guard.endpoint("fixture"), Requirements.OF_2026_07_28, folder(folder, "guarded"));

        assertThat(guarded.verdicts()).as(guard.said()).isEqualTo(alone.verdicts());
        assertThat(guarded.finished().exit()).isZero();
        assertThat(Arrivals.kinds(fixture)).isEqualTo(arrivedAlone);
      }
    }
  }

  @Test
  void aServerOfTheLegacyRevisionsLooksLikeOneOfThis(@TempDir Path folder) throws Exception {
    try (ModernFixtureServer modern = ModernFixtureServer.start();
        LegacyFixtureServer fixture = LegacyFixtureServer.start();
        Guard guard = Guard.serving(folder, CONFIGURATION.formatted(fixture.url()))) {
      Requirements requirements = Requirements.OF_2026_07_28;
      OfficialSuite alone =
          OfficialSuite.against(modern.url(), requirements, folder(folder, "alone"));
      guard.front().presenting(guard.login("fixture", "everything").access());

      OfficialSuite bridged =
          OfficialSuite.against(guard.endpoint("fixture"), requirements, folder(folder, "bridged"));

      Set<String> missed = alone.passed();
      missed.removeAll(bridged.passed());
      assertThat(missed)
          .as("%s%n%s", String.join("\n", bridged.shortcomings()), guard.said())
          .isEqualTo(Baseline.read("bridged.txt").keySet());
      assertThat(Arrivals.kinds(fixture)).isEqualTo(Arrivals.kinds(modern));
    }
  }

  private static Path folder(Path parent, String name) throws Exception {
    return Files.createDirectory(parent.resolve(name));
  }
}
