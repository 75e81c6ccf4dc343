package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.LegacyFixtureServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The measure itself: what the guard is compared with must pass every check of the suite alone. */
@NeedsNode
class FixtureConformanceTest {

  @Test
  void theFixturePassesEveryCheckOfTheOfficialServerSuite(@TempDir Path results) throws Exception {
    try (LegacyFixtureServer fixture = LegacyFixtureServer.start()) {
      ServerSuite run = ServerSuite.against(fixture.url(), "2025-11-25", results);

      assertThat(run.shortcomings()).as(run.finished().said()).isEmpty();
      assertThat(run.finished().exit()).isZero();
      assertThat(run.scenarios()).hasSizeGreaterThanOrEqualTo(30);
    }
  }
}
