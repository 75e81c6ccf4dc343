package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.DualEraFixtureServer;
import io.mcpguard.testkit.FixtureServer;
import io.mcpguard.testkit.LegacyFixtureServer;
import io.mcpguard.testkit.ModernFixtureServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The measure itself: what the guard is compared with must pass every check of the suite alone. */
@NeedsNode
class FixtureConformanceTest {

  @Test
  void theLegacyFixturePassesEveryCheckOfTheOfficialServerSuite(@TempDir Path results)
      throws Exception {
    try (LegacyFixtureServer fixture = LegacyFixtureServer.start()) {
      assertPassed(fixture, Requirements.OF_2025_11_25, results);
    }
  }

  @Test
  void theModernFixturePassesEveryCheckOfTheOfficialServerSuite(@TempDir Path results)
      throws Exception {
    try (ModernFixtureServer fixture = ModernFixtureServer.start()) {
      assertPassed(fixture, Requirements.OF_2026_07_28, results);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theFixtureOfBothErasPassesEveryCheckForEither(
      Requirements requirements, @TempDir Path results) throws Exception {
    try (DualEraFixtureServer fixture = DualEraFixtureServer.start()) {
      assertPassed(fixture, requirements, results);
    }
  }

  private static void assertPassed(FixtureServer fixture, Requirements requirements, Path results)
      throws Exception {
    OfficialSuite run = OfficialSuite.against(fixture.url(), requirements, results);

    assertThat(run.shortcomings()).as(run.finished().said()).isEmpty();
    assertThat(run.finished().exit()).isZero();
    assertThat(run.scenarios()).hasSizeGreaterThanOrEqualTo(requirements.ofServers());
  }
}
