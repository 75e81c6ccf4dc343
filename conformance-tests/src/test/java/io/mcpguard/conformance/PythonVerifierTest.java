package io.mcpguard.conformance;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reference verifier in Python. */
@NeedsPython
class PythonVerifierTest {
  private static final Path HOME = Document.REPOSITORY.resolve("examples/verifiers/python");
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
    String python = PythonPrograms.python().orElseThrow().toString();
    List<String> command = List.of(python, "-B", "vectors.py", vectors.toString());
    return Child.run(command, HOME, Map.of(), AT_MOST);
  }
}
