package io.mcpguard.authserver.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class RedirectUriFuzzTest {
  /** RFC 8252 §7.3: the port alone is free, and of a loopback address alone. */
  private static final Pattern LOOPBACK =
      Pattern.compile("http://(127\\.0\\.0\\.1|\\[::1]|localhost)(?::[0-9]*)?([/?].*)?");

  /** RFC 9700 §4.1.3: the first line asks, the second was registered; both are a stranger's. */
  @FuzzTest
  void whatMatchesIsWhatWasRegisteredButForAPort(byte[] lines) {
    String[] both = (new String(lines, UTF_8) + "\n").split("\n", 3);

    Optional<URI> match = RedirectUri.match(both[0], List.of(both[1]));

    assertThat(match.isPresent())
        .isEqualTo(
            RedirectUri.acceptable(both[0]).isPresent()
                && (both[0].equals(both[1]) || differInPort(both[0], both[1])));
    assertThat(match.stream()).allMatch(uri -> uri.toString().equals(both[0]));
  }

  private static boolean differInPort(String asked, String registered) {
    Matcher one = LOOPBACK.matcher(asked);
    Matcher other = LOOPBACK.matcher(registered);
    return RedirectUri.acceptable(registered).isPresent()
        && one.matches()
        && other.matches()
        && one.replaceFirst("$1 $2").equals(other.replaceFirst("$1 $2"));
  }

  /** Where a code may go: never plain HTTP beyond this machine, nor to what a browser runs. */
  @FuzzTest
  void whatMayBeRegistered(byte[] text) {
    assertThat(RedirectUri.acceptable(new String(text, UTF_8)).stream())
        .allSatisfy(uri -> {
          assertThat(uri.toString()).isEqualTo(new String(text, UTF_8)).hasSizeLessThan(2049);
          assertThat(uri.getScheme()).isLowerCase().isNotIn("javascript", "data", "file");
          assertThat(uri.getScheme().equals("http")).isEqualTo(RedirectUri.isLoopback(uri));
          assertThat(uri.toString()).doesNotContain("#");
          assertThat(uri.getRawUserInfo()).isNull();
        });
  }
}
