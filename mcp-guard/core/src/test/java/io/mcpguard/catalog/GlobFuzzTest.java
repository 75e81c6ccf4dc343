package io.mcpguard.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.IntStream;

class GlobFuzzTest {
  /** The first line is a pattern, the second a name; short, since the other way tries each way. */
  @FuzzTest
  void aNameMatchesWhereOneOfAllWaysDoes(byte[] lines) {
    String[] both = (new String(lines, UTF_8) + "\n\n").split("\n", -1);
    String pattern = both[0].substring(0, Math.min(10, both[0].length()));
    String name = both[1].substring(0, Math.min(12, both[1].length()));

    Glob glob = Glob.of(pattern);

    assertThat(glob.matches(name)).isEqualTo(matches(pattern, name));
    assertThat(glob.matches(name) && !name.startsWith(glob.prefix())).isFalse();
    assertThat(glob.isExact()).isEqualTo(!pattern.contains("*"));
  }

  private static boolean matches(String pattern, String name) {
    if (pattern.isEmpty()) {
      return name.isEmpty();
    }
    boolean across = pattern.startsWith("**");
    if (!pattern.startsWith("*")) {
      return !name.isEmpty()
          && pattern.charAt(0) == name.charAt(0)
          && matches(pattern.substring(1), name.substring(1));
    }
    return IntStream.rangeClosed(0, name.length())
        .filter(end -> across || name.substring(0, end).indexOf('/') < 0)
        .anyMatch(end -> matches(pattern.substring(across ? 2 : 1), name.substring(end)));
  }
}
