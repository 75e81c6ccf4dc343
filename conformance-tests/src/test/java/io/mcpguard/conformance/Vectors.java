package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The test vectors of the per-call assertion, and what a verifier in another language says. */
final class Vectors {
  static final Path FOLDER =
      Document.REPOSITORY.resolve("mcp-guard/assertion/src/test/resources/vectors");

  private Vectors() {}

  /** A program that was given {@link #FOLDER} agrees with every vector. */
  static void assertThatAllAgree(Finished verifier) throws IOException {
    assertThat(verifier.exit()).as(verifier.said()).isZero();
    assertThat(verifier.out().lines()).containsExactlyElementsOf(agreements());
  }

  /** Fills a folder with one vector whose expectation is wrong. */
  static void spoil(Path folder) throws IOException {
    String vector = Files.readString(FOLDER.resolve("accepts-a-tool-call.json"));
    String spoiled = vector.replace("\"expect\":\"accepted\"", "\"expect\":\"replayed\"");
    Files.writeString(folder.resolve("spoiled.json"), spoiled);
  }

  /** A program that was given a {@linkplain #spoil spoiled} folder says so. */
  static void assertThatItIsFound(Finished verifier) {
    assertThat(verifier.exit()).as(verifier.said()).isEqualTo(1);
    assertThat(verifier.out().lines())
        .containsExactly("NOT spoiled.json: accepted instead of replayed");
  }

  private static List<String> agreements() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .sorted()
          .map(name -> "ok " + name)
          .toList();
    }
  }
}
