package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The official client suite with the guard as the client: its servers are the guard's upstreams,
 * and a simple client goes through all that it sees of them. Where a scenario is about logging in,
 * {@code connect} is the client. What neither does stands in a list, with the reason; what is in
 * the list and succeeds fails the test as well.
 */
@NeedsNode
class ClientConformanceTest {

  @ParameterizedTest
  @EnumSource
  void theGuardIsAClientAsTheRevisionRequires(Requirements requirements, @TempDir Path folder)
      throws Exception {
    try (GuardedClients clients = GuardedClients.start(folder)) {
      Path results = Files.createDirectory(folder.resolve("results"));

      OfficialSuite run = OfficialSuite.ofClient(clients.command(), requirements, results);

      assertThat(run.wantingScenarios())
          .as("%s%n%s", String.join("\n", run.shortcomings()), clients.faults())
          .isEqualTo(Baseline.read("client-" + requirements.revision() + ".txt").keySet());
      assertThat(clients.faults().keySet())
          .as("%s", clients.faults())
          .isSubsetOf(run.wantingScenarios());
      assertThat(run.scenarios()).hasSizeGreaterThanOrEqualTo(requirements.ofClients());
    }
  }
}
