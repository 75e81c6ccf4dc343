package io.mcpguard.server.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

class SecretTextFuzzTest {
  /**
   * A secret comes from references alone; what cannot be resolved is a problem and no secret. Of
   * files there is nothing here: one may lie anywhere, which the fuzzer takes for an escape.
   */
  @FuzzTest
  void aSecretStandsNowhereInClear(byte[] utf8) {
    String text = new String(utf8, UTF_8).replace("${file:", "${env:");
    Problems problems = new Problems();

    Optional<Secret> read = read(text, Map.of("A", "value"), problems);

    assertThat(read.isPresent()).isEqualTo(problems.isEmpty());
    assertThat(problems.all()).allMatch(problem -> problem.key().equals("key"));
    assertThat(read.isPresent() && !text.contains("${env:A}")).isFalse();
  }

  /** What is referred to is taken as it is, though it looks like a reference itself. */
  @FuzzTest
  void aValueIsTakenAsItIs(byte[] utf8) {
    String value = "v" + new String(utf8, UTF_8);

    assertThat(read("<${env:A}|${env:A}>", Map.of("A", value), new Problems()))
        .map(Secret::reveal)
        .contains("<" + value + "|" + value + ">");
  }

  private static Optional<Secret> read(
      String text, Map<String, String> environment, Problems problems) {
    return SecretText.SECRET.read(
        new Node.Scalar(text, Node.Form.TEXT),
        "key",
        Reading.in(Path.of("no-such-directory"), environment, problems));
  }
}
