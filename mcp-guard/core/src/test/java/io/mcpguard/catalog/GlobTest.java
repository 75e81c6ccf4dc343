package io.mcpguard.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource({
    "files/*, files/read",
    "files/*, files/",
    "files/*_file, files/read_file",
    "a*a, aa",
    "files/**, files/deep/down",
    "files/**.txt, files/deep/down.txt",
    "*/read, files/read",
    "*/read*, files/read_file",
    "a*b*c, abxbc"
  })
  void aStarStandsForAnyTextWithoutASlashAndTwoForAnyText(String pattern, String name) {
    assertThat(Glob.of(pattern).matches(name)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "files/*, files/deep/down",
    "files/*, file/read",
    "files/*_file, files/read_fil",
    "files/*.txt, files/deep/down.txt",
    "a*a, a",
    "ab*ba, aba",
    "*/read, files/deep/read",
    "*/read*, files/re/ad",
    "a*b*c, abxb"
  })
  void whatTheTextAroundAStarDoesNotFitIsNoMatch(String pattern, String name) {
    assertThat(Glob.of(pattern).matches(name)).isFalse();
  }
}
