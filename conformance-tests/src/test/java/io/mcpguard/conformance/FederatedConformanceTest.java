package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.DualEraFixtureServer;
import io.mcpguard.testkit.FixtureServer;
import io.mcpguard.testkit.LegacyFixtureServer;
import io.mcpguard.testkit.ModernFixtureServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The official server suite at the federated endpoint, with the names of one server mapped on the
 * suite's side: a server behind it must look as it does alone.
 */
@NeedsNode
class FederatedConformanceTest {
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

  /**
   * A client's form and a server's, what the pair is measured by, what is known to be lost, and not
   * called for it.
   */
  private enum Cell {
    LEGACY_CLIENT_OF_A_LEGACY_SERVER(
        Requirements.OF_2025_11_25,
        LegacyFixtureServer::start,
        LegacyFixtureServer::start,
        "bridged-session-baseline.txt",
        Set.of()),
    LEGACY_CLIENT_OF_A_SERVER_OF_BOTH_ERAS(
        Requirements.OF_2025_11_25,
        DualEraFixtureServer::start,
        DualEraFixtureServer::start,
        "bridged-session-baseline.txt",
        Set.of("tools/call test_reconnection")),
    STATELESS_CLIENT_OF_A_LEGACY_SERVER(
        Requirements.OF_2026_07_28,
        ModernFixtureServer::start,
        LegacyFixtureServer::start,
        "bridged.txt",
        Set.of()),
    STATELESS_CLIENT_OF_A_STATELESS_SERVER(
        Requirements.OF_2026_07_28,
        ModernFixtureServer::start,
        ModernFixtureServer::start,
        "nothing-lost.txt",
        Set.of());

    private final Requirements requirements;
    private final Supplier<FixtureServer> measure;
    private final Supplier<FixtureServer> behind;
    private final String baseline;
    private final Set<String> uncalled;

    Cell(
        Requirements requirements,
        Supplier<FixtureServer> measure,
        Supplier<FixtureServer> behind,
        String baseline,
        Set<String> uncalled) {
      this.requirements = requirements;
      this.measure = measure;
      this.behind = behind;
      this.baseline = baseline;
      this.uncalled = uncalled;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aServerBehindItLooksAsItDoesAlone(Cell cell, @TempDir Path folder) throws Exception {
    try (FixtureServer measure = cell.measure.get();
        FixtureServer behind = cell.behind.get();
        Guard guard = Guard.serving(folder, CONFIGURATION.formatted(behind.url()))) {
      OfficialSuite alone =
          OfficialSuite.against(measure.url(), cell.requirements, folder(folder, "alone"));
      guard.front().presenting(guard.loginEverywhere("everything").access());
      guard.front().renaming(new Renaming("fixture"));

      OfficialSuite guarded =
          OfficialSuite.against(
              guard.url().resolve("/mcp"), cell.requirements, folder(folder, "guarded"));

      Set<String> missed = alone.passed();
      missed.removeAll(guarded.passed());
      assertThat(missed)
          .as("%s%n%s", String.join("\n", guarded.shortcomings()), guard.said())
          .isEqualTo(Baseline.read(cell.baseline).keySet());
      Set<String> due = Arrivals.kinds(measure);
      due.removeAll(cell.uncalled);
      assertThat(Arrivals.kinds(behind)).isEqualTo(due);
    }
  }

  private static Path folder(Path parent, String name) throws Exception {
    return Files.createDirectory(parent.resolve(name));
  }
}
