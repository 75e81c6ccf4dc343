package io.mcpguard.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;

class LogFileFuzzTest {
  private static final Path LOG = Path.of("/srv/log");

  /** A reader asks for any path, and a list of hand-overs names any: none leaves the log. */
  @FuzzTest
  void everyFileLiesInItsLog(byte[] utf8) {
    String text = new String(utf8, UTF_8);

    assertThat(LogFile.named(text).stream())
        .allSatisfy(file -> {
          assertThat(file.path()).isEqualTo(text).matches("[a-z0-9./-]{1,64}");
          assertThat(LOG.resolve(file.path())).isNormalized().startsWithRaw(LOG);
          assertThat(LogFile.named(file.full().path())).contains(file.full());
          assertThat(file.full().kind()).isNotEqualTo(LogFile.Kind.PARTIAL);
        });
  }
}
