package io.mcpguard.authserver.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URLEncoder;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Queries and forms that strangers write: bounded, and the same when they are written again. */
class ParametersFuzzTest {
  @FuzzTest
  void parameters(byte[] encoded) {
    assertThat(Parameters.parse(new String(encoded, UTF_8)).stream())
        .allSatisfy(read -> {
          assertThat(Parameters.parse(written(read))).map(Parameters::asMap).contains(read.asMap());
          assertThat(read.asMap().values().stream().mapToInt(List::size).sum())
              .isLessThanOrEqualTo(200);
          assertThat(read.asMap()).allSatisfy((name, values) -> said(read, name, values));
        });
  }

  /** RFC 6749 §3.1: "parameters MUST NOT be included more than once"; an empty one is omitted. */
  private static void said(Parameters read, String name, List<String> values) {
    assertThat(read.one(name).stream().toList())
        .isEqualTo(values.size() == 1 && !values.getFirst().isEmpty() ? values : List.of());
    assertThat(values.size() > 1 && !read.repeatsAnyBut(Set.of())).isFalse();
  }

  private static String written(Parameters read) {
    return read.asMap().entrySet().stream()
        .flatMap(entry -> entry.getValue().stream().map(value -> pair(entry.getKey(), value)))
        .collect(Collectors.joining("&"));
  }

  private static String pair(String name, String value) {
    return URLEncoder.encode(name, UTF_8) + "=" + URLEncoder.encode(value, UTF_8);
  }
}
