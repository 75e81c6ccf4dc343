package io.mcpguard.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;

class PlainPathFuzzTest {

  /** Whatever text is taken for a path at all lies where a file system finds it. */
  @FuzzTest
  void aPathThatIsTakenLiesWhereAFileSystemFindsIt(FuzzedDataProvider data) {
    String text = data.consumeRemainingAsString();
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
