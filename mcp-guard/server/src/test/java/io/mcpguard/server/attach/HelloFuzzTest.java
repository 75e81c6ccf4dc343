package io.mcpguard.server.attach;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

class HelloFuzzTest {
  /** Whatever a process says: what is understood says the same when it is said again. */
  @FuzzTest
  void whatIsUnderstoodIsWhatWasSaid(byte[] line) {
    assertThat(Hello.read(line).stream())
        .allSatisfy(hello -> assertThat(Hello.read(hello.bytes())).contains(hello));
  }
}
