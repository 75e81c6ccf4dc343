package io.mcpguard.server.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Collection;
import java.util.Optional;

class YamlReaderFuzzTest {
  /** Any text: a mapping within bounds, or problems that name the file or a key in it. */
  @FuzzTest
  void aTextIsAMappingOrAProblem(byte[] utf8) {
    Problems problems = new Problems();

    Optional<Node.Entries> read =
        YamlReader.read(new String(utf8, UTF_8), new YamlReader.Name("guard.yaml", "#"), problems);

    assertThat(read.isPresent() || !problems.isEmpty()).isTrue();
    assertThat(problems.all())
        .allMatch(
            problem -> problem.key().startsWith("guard.yaml") || problem.key().startsWith("#"))
        .allMatch(problem -> !problem.text().isBlank());
    assertThat(read.map(YamlReaderFuzzTest::depth).orElse(1)).isLessThanOrEqualTo(32);
  }

  /** How many mappings and sequences are in each other. */
  private static int depth(Node node) {
    return switch (node) {
      case Node.Entries entries -> 1 + deepest(entries.values().values());
      case Node.Items items -> 1 + deepest(items.values());
      case Node.Scalar scalar -> 0;
      case Node.Nothing nothing -> 0;
    };
  }

  private static int deepest(Collection<Node> inside) {
    return inside.stream().mapToInt(YamlReaderFuzzTest::depth).max().orElse(0);
  }
}
