package io.mcpguard.assertion;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VectorsTest {
  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void theVerdictIsTheOneTheVectorExpects(String name) throws IOException, URISyntaxException {
    Vector vector = new Vector(Files.readString(folder().resolve(name)));

    assertThat(vector.verdict()).isEqualTo(vector.expected());
  }

  @Test
  void everyReasonButThoseOfTheStoreHasAVector() throws IOException, URISyntaxException {
    List<String> expected =
        files().map(VectorsTest::read).map(text -> new Vector(text).expected()).toList();

    assertThat(Stream.of(AssertionRejected.Reason.values()).map(AssertionRejected.Reason::code))
        .filteredOn(code -> !code.startsWith("replay_store_"))
        .isSubsetOf(expected);
  }

  static Stream<String> files() throws IOException, URISyntaxException {
    try (Stream<Path> all = Files.list(folder())) {
      return all
          .map(path -> path.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .sorted()
          .toList()
          .stream();
    }
  }

  private static String read(String name) {
    try {
      return Files.readString(folder().resolve(name));
    } catch (IOException | URISyntaxException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }

  private static Path folder() throws URISyntaxException {
    return Path.of(Objects.requireNonNull(VectorsTest.class.getResource("/vectors")).toURI());
  }
}
