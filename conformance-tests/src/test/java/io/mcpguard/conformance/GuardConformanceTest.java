package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.LegacyFixtureServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The official server suite through the guard: a server behind it must look as it does alone. Many
 * scenarios pass on any answer that has the right shape, so what arrived upstream is compared too.
 */
@NeedsNode
class GuardConformanceTest {
  private static final Requirements REQUIREMENTS = Requirements.OF_2025_11_25;

  private static final String CONFIGURATION =
      """
      users: { alice: { may: [everything, nothing] } }
      agents: { default: { ceiling: [everything, nothing], max-instances: 10 } }
      upstreams:
        fixture: { url: "%s", assertion: txn-token, may-ask: [sampling, elicitation] }
      scopes:
        everything: { says: "Everything", tools: ["fixture/*"], resources: ["fixture/**"], prompts: ["fixture/*"] }
        nothing: { says: "Nothing", tools: ["fixture/absent"] }
      clients: { agent: { redirect-uris: ["http://127.0.0.1/callback"] } }
      default-scope: [nothing]
      """;

  @Test
  void theGuardGivesCheckByCheckWhatTheServerGivesAlone(@TempDir Path folder) throws Exception {
    try (LegacyFixtureServer fixture = LegacyFixtureServer.start()) {
      OfficialSuite alone =
          OfficialSuite.against(fixture.url(), REQUIREMENTS, folder(folder, "alone"));
      List<String> arrivedAlone = Arrivals.calls(fixture);
      fixture.forget();
      try (Guard guard = Guard.serving(folder, CONFIGURATION.formatted(fixture.url()))) {
        guard.front().presenting(guard.login("fixture", "everything").access());

        OfficialSuite guarded =
            OfficialSuite.against(
                guard.endpoint("fixture"), REQUIREMENTS, folder(folder, "guarded"));

        assertThat(guarded.verdicts()).as(guard.said()).isEqualTo(alone.verdicts());
        assertThat(guarded.shortcomings()).isEmpty();
        assertThat(guarded.finished().exit()).isZero();
        assertThat(Arrivals.calls(fixture)).isEqualTo(arrivedAlone);
      }
    }
  }

  @Test
  void nothingArrivesUpstreamForATokenThatCoversNothing(@TempDir Path folder) throws Exception {
    try (LegacyFixtureServer fixture = LegacyFixtureServer.start();
        Guard guard = Guard.serving(folder, CONFIGURATION.formatted(fixture.url()))) {
      guard.front().presenting(guard.login("fixture", "nothing").access());

      OfficialSuite refused =
          OfficialSuite.against(guard.endpoint("fixture"), REQUIREMENTS, folder(folder, "refused"));

      assertThat(refused.finished().exit()).isNotZero();
      assertThat(Arrivals.calls(fixture)).isEmpty();
    }
  }

  private static Path folder(Path parent, String name) throws Exception {
    return Files.createDirectory(parent.resolve(name));
  }
}
