package io.mcpguard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortsTest {
  // A guard that was told one port for two things does not start.
  @Test
  void whoAsksAgainGetsAnotherPort() throws Exception {
    List<Integer> given = new ArrayList<>();
    for (int asked = 0; asked < 1_000; asked++) {
      given.add(Ports.free());
    }

    assertThat(given).doesNotHaveDuplicates().allMatch(port -> port >= 20_000 && port < 32_000);
  }
}
