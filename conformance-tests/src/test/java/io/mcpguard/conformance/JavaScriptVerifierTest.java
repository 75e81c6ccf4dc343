package io.mcpguard.conformance;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reference verifier in JavaScript. */
@NeedsNode
class JavaScriptVerifierTest {
  private static final Path HOME = Document.REPOSITORY.resolve("examples/verifiers/javascript");
  private static final Duration AT_MOST = Duration.ofMinutes(2);

  @Test
  void everyVectorGetsTheExpectedVerdict() throws Exception {
    Vectors.assertThatAllAgree(verify(Vectors.FOLDER));
  }

  @Test
  void anotherVerdictIsTold(@TempDir Path folder) throws Exception {
    Vectors.spoil(folder);

    Vectors.assertThatItIsFound(verify(folder));
  }

  private static Finished verify(Path vectors) throws InterruptedException {
    return NodePrograms.runIn(HOME, AT_MOST, "vectors.mjs", vectors.toString());
  }
}
