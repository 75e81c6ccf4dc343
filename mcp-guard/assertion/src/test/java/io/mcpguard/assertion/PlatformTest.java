package io.mcpguard.assertion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlatformTest {
  /** The build runs these tests twice; the second time it names the Java it means. */
  @Test
  void theTestsRunOnTheJavaThatTheBuildNames() {
    int running = Runtime.version().feature();

    assertThat(running).isEqualTo(Integer.getInteger("java.expected", running));
  }
}
