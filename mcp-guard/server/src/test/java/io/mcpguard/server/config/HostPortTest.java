package io.mcpguard.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:8931, 127.0.0.1, 8931",
    "guard.example:0, guard.example, 0",
    "[::1]:65535, ::1, 65535"
  })
  void aHostAndAPortAreRead(String text, String host, int port) {
    assertThat(HostPort.parse(text)).contains(new HostPort(host, port));
  }

  /** RFC 3986 §3.2.2: brackets are of an IPv6 address alone. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]:80",
        "[:80",
        "]:80",
        "[[::1]]:80",
        "[a]:80",
        "::1:80",
        ":80",
        " :80",
        "a b:80",
        "127.0.0.1:65536",
        "127.0.0.1:",
        "127.0.0.1"
      })
  void nothingElseIs(String text) {
    assertThat(HostPort.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "127.255.255.255, true",
    "::1, true",
    "localhost, true",
    "127.0.0.256, false",
    "127.0.0.01, false",
    "128.0.0.1, false",
    "127.example, false"
  })
  void thisMachineIsToldByItsText(String host, boolean here) {
    assertThat(new HostPort(host, 80).isLoopback()).isEqualTo(here);
  }
}
