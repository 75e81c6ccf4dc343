package io.mcpguard.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainUriTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///srv/docs/../secret",
        "file:///srv/docs/./x",
        "file:///srv/docs/..",
        "file:///srv/docs/x?/../../../etc/passwd",
        "file:///srv/docs/x?../y",
        "file:///srv/docs/x#/../../../etc/passwd",
        "file:///srv/docs/x#..",
        "file:///srv/docs/..?x",
        "file:///srv/docs/x?/%2e%2e/y",
        "file:///srv/docs/x?a=b/%2E./y",
      })
  void dotsThatAServerCouldFollowAreNotPlainWhereverTheyStand(String uri) {
    assertThat(PlainUri.isPlain(uri)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///srv/docs/x",
        "file:///srv/docs/..x/.y/z..",
        "file:///srv/docs/x?path=../y",
        "file:///srv/docs/x?a=b/c#d",
      })
  void dotsThatAreNoSegmentArePlain(String uri) {
    assertThat(PlainUri.isPlain(uri)).isTrue();
  }
}
