package io.mcpguard.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {
  @Test
  void noHeaderIsNoCredential() {
    assertThat(Credentials.read(List.of())).isEqualTo(new Credentials.None());
  }

  // RFC 9110 §11.1: the scheme is case-insensitive.
  @ParameterizedTest
  @ValueSource(
      strings = {"Bearer abc.def-_~+/==", "bearer abc.def-_~+/==", "BEARER   abc.def-_~+/=="})
  void aBearerTokenIsReadWhateverTheCaseOfTheScheme(String header) {
    assertThat(Credentials.read(List.of(header)))
        .isInstanceOfSatisfying(
            BearerToken.class, token -> assertThat(token.reveal()).isEqualTo("abc.def-_~+/=="));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        "Bearer a b",
        "Bearer a,b",
        "Basic abc",
        "Bearer =",
        "Bearer a=b",
        "Bearera",
        "Bearer \u00e9"
      })
  void whatIsNotOneTokenIsMalformed(String header) {
    assertThat(Credentials.read(List.of(header))).isEqualTo(new Credentials.Malformed());
  }

  // RFC 6750 §2: "Clients MUST NOT use more than one method to transmit the token in each request."
  @Test
  void twoHeadersAreMalformed() {
    assertThat(Credentials.read(List.of("Bearer a", "Bearer a")))
        .isEqualTo(new Credentials.Malformed());
  }

  @Test
  void aTokenDoesNotPrint() {
    assertThat(Credentials.read(List.of("Bearer secret"))).hasToString("BearerToken[redacted]");
  }
}
