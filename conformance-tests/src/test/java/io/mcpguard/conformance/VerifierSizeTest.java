package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * "Two reference verifiers of ≤ 200 lines each"; what these count stands in docs/decisions/0260.
 */
class VerifierSizeTest {
  @ParameterizedTest
  @ValueSource(strings = {"javascript/verifier.mjs", "python/verifier.py"})
  void aReferenceVerifierHasTwoHundredLinesAtMost(String file) throws Exception {
    assertThat(Files.readAllLines(Document.REPOSITORY.resolve("examples/verifiers").resolve(file)))
        .isNotEmpty()
        .hasSizeLessThanOrEqualTo(200);
  }
}
