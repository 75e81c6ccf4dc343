package io.mcpguard.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class DemoTest {
  @Test
  void everyStepOfTheStoryShowsWhatItSays() throws Exception {
    assertThat(Demo.run(List.of("--once"))).isZero();
  }
}
