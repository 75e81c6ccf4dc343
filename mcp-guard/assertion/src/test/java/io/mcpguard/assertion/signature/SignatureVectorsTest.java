package io.mcpguard.assertion.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SignatureVectorsTest {
  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void theVerdictIsTheOneTheVectorExpects(String name) throws Exception {
    SignatureVector vector = vector(name);

    assertThat(vector.verdict()).isEqualTo(vector.expected());
  }

  @Test
  void everyReasonButThoseOfTheStoreHasAVector() throws Exception {
    List<String> expected = new ArrayList<>();
    for (String name : files().toList()) {
      expected.add(vector(name).expected());
    }

    assertThat(Stream.of(SignatureRejected.Reason.values()).map(SignatureRejected.Reason::code))
        .filteredOn(code -> !code.startsWith("replay_store_"))
        .isSubsetOf(expected);
  }

  static Stream<String> files() throws Exception {
    try (Stream<Path> all = Files.list(folder())) {
      return all
          .map(path -> path.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .sorted()
          .toList()
          .stream();
    }
  }

  private static SignatureVector vector(String name) throws Exception {
    return new SignatureVector(Files.readAllBytes(folder().resolve(name)));
  }

  private static Path folder() throws Exception {
    return Path.of(
        Objects.requireNonNull(SignatureVectorsTest.class.getResource("/signature-vectors"))
            .toURI());
  }
}
