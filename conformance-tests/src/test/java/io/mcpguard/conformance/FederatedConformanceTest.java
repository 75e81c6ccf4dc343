package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.DualEraFixtureServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The official server suite at the federated endpoint, with the names of one server mapped on the
 * suite's side: a server behind it must look as it does alone.
 */
@NeedsNode
class FederatedConformanceTest {

  @ParameterizedTest
  @EnumSource(Requirements.class)
  void nothingIsLostButWhatASessionInFrontOfStatelessRequestsLoses(
      Requirements requirements, @TempDir Path folder) throws Exception {
    try (DualEraFixtureServer fixture = DualEraFixtureServer.start();
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
      OfficialSuite alone =
          OfficialSuite.against(fixture.url(), requirements, folder(folder, "alone"));
      guard.front().presenting(guard.loginEverywhere("everything").access());
      guard.front().renaming(new Renaming("fixture"));

      OfficialSuite guarded =
          OfficialSuite.against(
              guard.url().resolve("/mcp"), requirements, folder(folder, "guarded"));

      Set<String> missed = alone.passed();
      missed.removeAll(guarded.passed());
      assertThat(missed).as(guard.said()).isEqualTo(lost(requirements));
      assertThat(guarded.failures()).isEqualTo(alone.failures());
      assertThat(guarded.finished().exit()).isZero();
    }
  }

  /** Sessions are bridged here, whatever their server speaks (decision 0150). */
  private static Set<String> lost(Requirements requirements) throws Exception {
    return switch (requirements) {
      case OF_2025_11_25 -> Baseline.read("bridged-session-baseline.txt").keySet();
      case OF_2026_07_28 -> Set.of();
    };
  }

  private static Path folder(Path parent, String name) throws Exception {
    return Files.createDirectory(parent.resolve(name));
  }
}
