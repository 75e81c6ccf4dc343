package io.mcpguard.server.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Whatever an operator writes: a configuration, or problems that name keys and tell no secret. */
class ConfigurationFuzzTest {
  private static final Path FILE = example();
  private static final String EXAMPLE = text().replace("${file:secrets/pay}", "${env:PAY}");

  /** What stands behind a colon, alone or in a list of one. */
  private static final List<MatchResult> VALUES =
      Pattern.compile("(?<=: \\[?)[^\\s{}\\[\\],#&\"]+").matcher(EXAMPLE).results().toList();

  /** No reference has a name like this. */
  private static final String SECRET = "hunter2}hunter2";

  /** Stands before a host, in a path and in a query, and is no host. */
  private static final String IN_A_URL = "hunter2;hunter2";

  @FuzzTest
  void aTextIsAConfigurationOrHasProblems(byte[] utf8) {
    isReadOrTold(read(new String(utf8, UTF_8)));
  }

  /** The first byte says which value of the example is replaced by the text after it. */
  @FuzzTest
  void soIsAnyTextInAnyPlace(byte[] placeAndText) {
    int place = placeAndText.length == 0 ? 0 : placeAndText[0] & 0xff;
    MatchResult value = VALUES.get(place % VALUES.size());
    String text =
        new String(
            placeAndText,
            Math.min(1, placeAndText.length),
            Math.max(0, placeAndText.length - 1),
            UTF_8);

    isReadOrTold(
        read(EXAMPLE.substring(0, value.start()) + quoted(text) + EXAMPLE.substring(value.end())));
  }

  /** A secret is told neither where it is taken nor where it is refused. */
  @FuzzTest
  void noSecretIsEchoed(byte[] around) {
    String value = quoted(around(SECRET, around));

    ConfigurationRead read =
        read(
            EXAMPLE
                .replace("\"Bearer ${env:PAY}\"", value)
                .replace("LANG: C.UTF-8", "LANG: " + value)
                .replace("my-agent: {", "my-agent: { secret: " + value + ",")
                .replace(
                    "default-scope:",
                    "tls: { certificate: " + value + ", key: " + value + " }\ndefault-scope:"));

    assertThat(read.toString()).doesNotContain(SECRET);
  }

  /** Operators write passwords before the host, and keys into path and query. */
  @FuzzTest
  void nothingThatAUrlMayHideIsEchoed(byte[] around) {
    String url = quoted(around(IN_A_URL, around));

    ConfigurationRead read =
        read(
            EXAMPLE
                .replace("http://127.0.0.1:8931 }", url + " }")
                .replace("https://pay.internal/mcp", url + "\n    server: " + url)
                .replace(
                    "default-scope:",
                    "exports: { out: { format: otel, to: " + url + " } }\ndefault-scope:"));

    assertThat(read instanceof ConfigurationRead.Invalid invalid ? invalid.problems() : List.of())
        .noneMatch(problem -> problem.toString().contains(IN_A_URL));
  }

  private static void isReadOrTold(ConfigurationRead read) {
    switch (read) {
      case ConfigurationRead.Read good -> assertThat(good.digest()).startsWith("sha256:");
      case ConfigurationRead.Invalid bad ->
          assertThat(bad.problems())
              .isNotEmpty()
              .allMatch(problem -> !problem.key().isEmpty() && !problem.text().isBlank());
    }
  }

  private static ConfigurationRead read(String text) {
    Path directory = Objects.requireNonNull(FILE.getParent());
    Reading reading = Reading.in(directory, Map.of("PAY", "paid"), new Problems());
    return ConfigurationFile.read(text, "guard.yaml", reading);
  }

  private static String around(String hidden, byte[] bytes) {
    int middle = bytes.length / 2;
    return new String(bytes, 0, middle, UTF_8)
        + hidden
        + new String(bytes, middle, bytes.length - middle, UTF_8);
  }

  /** As YAML and JSON write any text. */
  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.chars().forEach(c -> out.append("\\u%04x".formatted(c)));
    return out.append('"').toString();
  }

  private static Path example() {
    URL url = Objects.requireNonNull(ConfigurationFuzzTest.class.getResource("guard.yaml"));
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text() {
    try {
      return Files.readString(FILE);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
