package io.mcpguard.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Challenges as other servers spell them (RFC 9110 §11.6.1). */
class ReceivedChallengeTest {
  @Test
  void whatWeWriteIsReadBack() {
    String value =
        Challenge.headerValue(
            List.of(
                Challenge.bearer()
                    .error(Challenge.ErrorCode.INVALID_TOKEN)
                    .description("a \"quoted\\ text\", with a comma")
                    .resourceMetadata(URI.create("https://a.example/m"))
                    .scope(Scopes.of("a", "b")),
                Challenge.dpop().error(Challenge.ErrorCode.USE_DPOP_NONCE)));

    List<ReceivedChallenge> read = ReceivedChallenge.read(List.of(value));

    assertThat(read).extracting(ReceivedChallenge::scheme).containsExactly("bearer", "dpop");
    assertThat(read.getFirst().get("resource_metadata")).isEqualTo("https://a.example/m");
    assertThat(read.getFirst().get("error_description"))
        .isEqualTo("a \"quoted\\ text\", with a comma");
    assertThat(read.getFirst().scope()).isEqualTo(Scopes.of("a", "b"));
    assertThat(ReceivedChallenge.withError(read, Challenge.ErrorCode.USE_DPOP_NONCE))
        .contains(read.getLast());
  }

  @Test
  void severalFieldsAreSeveralChallenges() {
    assertThat(ReceivedChallenge.read(List.of("Basic realm=\"x\"", "Bearer", "Negotiate abc==")))
        .extracting(ReceivedChallenge::scheme)
        .containsExactly("basic", "bearer", "negotiate");
  }

  @Test
  void namesAreComparedWithoutCase() {
    ReceivedChallenge read =
        ReceivedChallenge.read(List.of("BEARER Error = invalid_token , SCOPE=\"a\"")).getFirst();

    assertThat(read.get("error")).isEqualTo("invalid_token");
    assertThat(read.scope()).isEqualTo(Scopes.of("a"));
  }

  @Test
  void ofARepeatedParameterTheFirstCounts() {
    assertThat(
            ReceivedChallenge.read(List.of("Bearer scope=\"a\", scope=\"b\"")).getFirst().scope())
        .isEqualTo(Scopes.of("a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer scope=\"a", "Bearer scope=a b=", "Bearer scope=\"a\"x"})
  void whatIsMalformedNamesNoScope(String value) {
    assertThat(ReceivedChallenge.read(List.of(value)))
        .allMatch(challenge -> challenge.scope().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",", " , ,", "\"", "="})
  void whatIsNoChallengeIsNone(String value) {
    assertThat(ReceivedChallenge.read(List.of(value))).isEmpty();
  }

  @Test
  void scopesThatAreNoneAreNotPassedOn() {
    assertThat(ReceivedChallenge.read(List.of("Bearer scope=\"a  b\"")).getFirst().scope())
        .isEqualTo(Scopes.none());
  }
}
