package io.mcpguard.assertion;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class StdioFuzzTest {
  private static final int MOST_BYTES = 256;

  /** No line that a stranger writes carries a user to the server, and each is within the cap. */
  @FuzzTest
  void lines(byte[] input) {
    StdioLines lines =
        new StdioLines(
            new ByteArrayInputStream(input),
            new ByteArrayOutputStream(),
            AssertionGate.enforcing(Fixture.verifier()),
            MOST_BYTES);
    List<AdmittedLine> read = new ArrayList<>();
    try {
      for (Optional<AdmittedLine> line = lines.next(); line.isPresent(); line = lines.next()) {
        read.add(line.get());
      }
    } catch (IOException tooLong) {
      assertThat(tooLong).hasMessageContaining("longer than");
    }
    assertThat(read)
        .allMatch(line -> line.admission() instanceof Admission.WithoutUser)
        .allMatch(line -> line.bytes().length <= MOST_BYTES);
  }
}
