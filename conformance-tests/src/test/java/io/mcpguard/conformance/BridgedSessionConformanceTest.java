package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.LegacyFixtureServer;
import io.mcpguard.testkit.ModernFixtureServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The official server suite for 2025-11-25 through the guard to a server that speaks 2026-07-28
 * alone: its clients are to see a server of their own revision. What cannot be bridged stands in
 * {@code bridged-session-baseline.txt}, with the reason.
 */
@NeedsNode
class BridgedSessionConformanceTest {
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
  void aServerWithoutSessionsLooksLikeOneThatHasThem(@TempDir Path folder) throws Exception {
    try (LegacyFixtureServer legacy = LegacyFixtureServer.start();
        ModernFixtureServer fixture = ModernFixtureServer.start();
        Guard guard = Guard.serving(folder, CONFIGURATION.formatted(fixture.url()))) {
      ServerSuite alone =
          ServerSuite.against(legacy.url(), Requirements.OF_2025_11_25, folder(folder, "alone"));
      guard.front().presenting(guard.login("fixture", "everything").access());

      ServerSuite bridged =
          ServerSuite.against(
              guard.endpoint("fixture"), Requirements.OF_2025_11_25, folder(folder, "bridged"));
      Files.write(Path.of("/tmp/alone.txt"), alone.verdicts());
      Files.write(Path.of("/tmp/bridged.txt"), bridged.verdicts());
      Files.write(
          Path.of("/tmp/arr1.txt"),
          legacy.received().stream()
              .map(r -> r.method() + " " + r.rpcMethod() + r.json().at("/params/name").asText())
              .toList());
      Files.write(
          Path.of("/tmp/arr2.txt"),
          fixture.received().stream()
              .map(r -> r.method() + " " + r.rpcMethod() + r.json().at("/params/name").asText())
              .toList());
      assertThat(bridged.shortcomings()).as(guard.said()).isEmpty();
      assertThat(bridged.finished().exit()).isZero();
    }
  }

  private static Path folder(Path parent, String name) throws IOException {
    return Files.createDirectory(parent.resolve(name));
  }
}
