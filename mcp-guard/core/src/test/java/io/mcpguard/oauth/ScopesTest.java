package io.mcpguard.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScopesTest {
  // RFC 6749 §3.3: scope-token = 1*( %x21 / %x23-5B / %x5D-7E )
  @ParameterizedTest
  @ValueSource(
      strings = {" ", "a ", " a", "a  b", "a\tb", "a\"b", "a\\b", "caf\u00e9", "a\nb", "\u007f"})
  void textOutsideTheGrammarIsNotAScope(String text) {
    assertThat(Scopes.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "!", "~", "files.read files.write", "https://x.example/a#b", "[]"})
  void textWithinTheGrammarIsKeptAsItStands(String text) {
    assertThat(Scopes.parse(text).orElseThrow()).hasToString(text);
  }

  @Test
  void theEmptyTextIsTheEmptySet() {
    assertThat(Scopes.parse("")).contains(Scopes.none());
  }

  @Test
  void aScopeSaidTwiceCountsOnce() {
    assertThat(Scopes.parse("a b a").orElseThrow()).containsExactly("a", "b");
  }

  @Test
  void unionKeepsOrder() {
    assertThat(Scopes.of("b", "a").union(Scopes.of("c", "a"))).containsExactly("b", "a", "c");
  }

  @Test
  void intersectionIsWithinBoth() {
    assertThat(Scopes.of("a", "b").intersection(Scopes.of("b", "c"))).containsExactly("b");
  }

  @Test
  void orderDoesNotMakeADifference() {
    assertThat(Scopes.of("a", "b")).isEqualTo(Scopes.of("b", "a"));
  }

  @Test
  void aBadTokenCannotBePutIn() {
    assertThatIllegalArgumentException().isThrownBy(() -> Scopes.of("a b"));
  }
}
