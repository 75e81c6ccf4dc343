package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.LegacyFixtureServer;
import io.mcpguard.testkit.ModernFixtureServer;
import java.nio.file.Files;
import java.nio.file.Path;
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
      try (Guard guard = Guard.serving(folder, CONFIGURATION.formatted(fixture.url()))) {
        guard.front().presenting(guard.login("fixture", "everything").access());

        OfficialSuite guarded =
            OfficialSuite.against(
                guard.endpoint("fixture"), Requirements.OF_2026_07_28, folder(folder, "guarded"));

        assertThat(guarded.verdicts()).as(guard.said()).isEqualTo(alone.verdicts());
        assertThat(guarded.finished().exit()).isZero();
      }
    }
  }

  @Test
  void aServerOfTheLegacyRevisionsLooksLikeOneOfThis(@TempDir Path folder) throws Exception {
    try (LegacyFixtureServer fixture = LegacyFixtureServer.start();
        Guard guard = Guard.serving(folder, CONFIGURATION.formatted(fixture.url()))) {
      guard.front().presenting(guard.login("fixture", "everything").access());

      OfficialSuite bridged =
          OfficialSuite.against(
              guard.endpoint("fixture"), Requirements.OF_2026_07_28, folder(folder, "bridged"));

      assertThat(bridged.failures())
          .as("%s%n%s", String.join("\n", bridged.shortcomings()), guard.said())
          .containsExactlyInAnyOrderElementsOf(Baseline.read("bridged.txt").keySet());
    }
  }

  private static Path folder(Path parent, String name) throws Exception {
    return Files.createDirectory(parent.resolve(name));
  }
}
