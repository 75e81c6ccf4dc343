package io.mcpguard.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

class PlainPathFuzzTest {

  /** Whatever text is taken for a path at all lies where a file system finds it. */
  @FuzzTest
  void aPathThatIsTakenLiesWhereAFileSystemFindsIt(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    PlainPath path;
    try {
      path = PlainPath.of(text);
    } catch (IllegalArgumentException refused) {
      return;
    }

    assertThat(path.isUnder(PlainPath.of("/srv/docs")))
        .isEqualTo(Path.of(text).normalize().startsWith("/srv/docs"));
  }
}
