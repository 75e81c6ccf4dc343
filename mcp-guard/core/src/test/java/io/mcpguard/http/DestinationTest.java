package io.mcpguard.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.NameLookups;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationTest {

  @Test
  void aUrlIsSplitIntoWhatIsDialledAndWhatIsAskedFor() throws Exception {
    assertThat(Destination.of("HTTPS://Tools.Example:8443/mcp?a=1"))
        .isEqualTo(new Destination(true, "tools.example", 8443, "/mcp?a=1"));
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.com, example.com",
    "https://example.com:443/, example.com",
    "https://example.com:80/, example.com:80",
    "http://example.com:80/, example.com",
    "http://127.0.0.1:8931/, 127.0.0.1:8931",
    "http://[::1]:8931/, [0:0:0:0:0:0:0:1]:8931"
  })
  void theHostHeaderHasAPortUnlessItIsTheSchemesOwn(String url, String header) throws Exception {
    assertThat(Destination.of(url).hostHeader()).isEqualTo(header);
  }

  @Test
  void aQueryWithoutAPathIsAskedForAtTheRoot() throws Exception {
    assertThat(Destination.of("https://example.com?x=1").path()).isEqualTo("/?x=1");
  }

  @ParameterizedTest
  @CsvSource({
    "ftp://example.com/, BAD_SCHEME",
    "//example.com/, BAD_SCHEME",
    "https:/example.com/, BAD_SCHEME",
    "https://user@example.com/, USER_INFO",
    "https://example.com/#part, FRAGMENT",
    "https://example.com\\@evil.example/, BAD_CHARACTER",
    "https://exämple.com/, BAD_CHARACTER",
    "https://example.com/a b, BAD_CHARACTER",
    "https:///path, BAD_HOST",
    "https://-example.com/, BAD_HOST",
    "https://a..example/, BAD_HOST",
    "https://example.com:/, BAD_HOST",
    "https://example.com:0/, BAD_PORT",
    "https://example.com:65536/, BAD_PORT",
    "https://example.com:+80/, BAD_HOST"
  })
  void whatIsNoPlainUrlIsRefused(String url, UrlRefused.Reason reason) {
    UrlRefused refused =
        Assertions.catchThrowableOfType(UrlRefused.class, () -> Destination.of(url));

    assertThat(refused.reason()).isEqualTo(reason);
  }

  /** Neither is an address, and the platform would ask for both by name. */
  @ParameterizedTest
  @CsvSource({"https://[abcd]/", "https://[1234567890abcdef]/"})
  void whatStandsInBracketsIsNeverLookedUp(String url) {
    assertThat(
            NameLookups.during(() ->
                Assertions.assertThatExceptionOfType(UrlRefused.class)
                    .isThrownBy(() -> Destination.of(url))
                    .extracting(UrlRefused::reason)
                    .isEqualTo(UrlRefused.Reason.ODD_ADDRESS)))
        .isEmpty();
  }

  @Test
  void aUrlOf2048CharactersIsReadAndOneMoreIsRefused() throws Exception {
    String url = "https://example.com/" + "a".repeat(2048 - 20);

    assertThat(Destination.of(url).path()).hasSize(2048 - 19);
    Assertions.assertThatExceptionOfType(UrlRefused.class)
        .isThrownBy(() -> Destination.of(url + "a"));
  }
}
