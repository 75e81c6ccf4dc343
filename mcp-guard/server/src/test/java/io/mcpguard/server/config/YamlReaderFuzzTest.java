package io.mcpguard.server.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

  private static int depth(Node node) {
    Collection<Node> inside =
        switch (node) {
          case Node.Entries entries -> entries.values().values();
          case Node.Items items -> items.values();
          case Node.Scalar scalar -> List.of();
          case Node.Nothing nothing -> List.of();
        };
    return inside.isEmpty()
        ? 1
        : 1
            + Stream.of(inside)
                .flatMap(Collection::stream)
                .mapToInt(YamlReaderFuzzTest::depth)
                .max()
                .orElse(0);
  }
}
